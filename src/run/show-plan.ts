import type { Report } from '../generated/schema-types.ts';
import { renderText } from '../report/text.ts';
import type { ReportFlags } from './options.ts';
import type { World } from './world.ts';

/** Shows a plan on stderr to the person who is asked to approve it; stdout is for the report of what was done. */
export function showPlan(plan: Report, { color, verbose = false }: ReportFlags, world: World): void {
  world.stderr(
    `${renderText({ ...plan, command: 'plan' }, { color: color && world.color, width: world.width, verbose })}\n`,
  );
}
