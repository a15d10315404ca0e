import type { NumberReport, Problem, Summary } from '../generated/schema-types.ts';

/** The counts of a report. */
export function summarize(numbers: readonly NumberReport[], problems: readonly Problem[], files: number): Summary {
  const summary: Summary = {
    files,
    numbers: numbers.length,
    in_sync: 0,
    drifted: 0,
    applied: 0,
    restricted: 0,
    protected: 0,
    failed: 0,
    skipped: 0,
    changes: 0,
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
  };
  for (const { outcome, changes } of numbers) {
    summary[outcome] += 1;
    summary.changes += changes.length;
  }
  return summary;
}
