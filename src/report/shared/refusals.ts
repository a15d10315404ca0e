import type { GuardReason, Report } from '../../generated/schema-types.ts';

/** One reason why the guards refuse, and what lifts it. */
export interface Refusal {
  readonly code: GuardReason['code'];
  /** Begins a sentence that `text` ends: `apply would refuse this`. */
  readonly lead: string;
  readonly text: string;
}

/** Why the guards refuse what the report plans, or refused what it was to apply. */
export function listRefusals({ command, guards }: Pick<Report, 'command' | 'guards'>): Refusal[] {
  const wasTried = command === 'apply' || command === 'restore';
  const lead = wasTried ? `${command} refused this` : 'apply would refuse this';
  return (guards?.reasons ?? []).map(({ code, message, hint }) => ({ code, lead, text: `${message}; ${hint}` }));
}
