import { describe, expect, it } from 'vitest';
import type { CallHours, Change, NumberReport, Problem, Report } from '../../src/generated/schema-types.ts';
import { buildNumberDiff } from '../../src/plan/number-diff.ts';
import { addOrigins } from '../../src/plan/origin.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { aNumber, christmas, hours, moment, monday, newYear, pastHoliday, planOf, tuesday } from '../plan/builders.ts';
import { aProblem, aReport } from './builders.ts';

const report = (numbers: NumberReport[], more: Partial<Report> = {}) => aReport(numbers, { command: 'plan', ...more });

const base: Report['base'] = { ref: 'origin/main', commit: 'a'.repeat(40), no_longer_managed: [] };
const inSync = () => planOf({ status: 'ENABLED' }, { status: 'ENABLED' });
const drifted = () => planOf({ call_icon_visibility: 'DISABLE_ALL' }, { call_icon_visibility: 'DEFAULT' });

describe('a report with nothing to do', () => {
  it('is one line, after the marker that identifies the comment', () => {
    const many = Array.from({ length: 100 }, inSync);
    expect(renderMarkdown(report(many))).toBe(
      '<!-- callctl:plan -->\n**Plan**: 100 numbers: 100 in sync. 0 changes.\n',
    );
  });

  it('of an offline diff mentions files, not drift', () => {
    const same = buildNumberDiff(aNumber({ status: 'ENABLED' }), aNumber({ status: 'ENABLED' }), moment);
    expect(renderMarkdown(report([same], { command: 'diff', base }))).toBe(
      '<!-- callctl:diff -->\n**Diff** against `origin/main`: 1 number: 1 unchanged. 0 changes.\n',
    );
  });

  it('of one shard says which', () => {
    const part = report([inSync()], { shard: { index: 2, count: 4 } });
    expect(renderMarkdown(part)).toContain('**Plan** (part 2 of 4): 1 number');
  });
});

describe('the page of a plan', () => {
  const number = planOf(
    {
      call_icon_visibility: 'DISABLE_ALL',
      call_hours: hours({
        weekly_operating_hours: [monday, tuesday],
        holiday_schedule: [pastHoliday, christmas, newYear],
      }),
      voicemail: { status: 'DISABLED' },
    },
    {
      call_icon_visibility: 'DEFAULT',
      call_hours: {
        weekly_operating_hours: [{ ...monday, open_time: '0730' }],
        holiday_schedule: [christmas, { ...newYear, date: '2027-01-06' }],
      },
      voicemail: { status: 'ENABLED' },
    },
    {
      more: {
        protect: ['voicemail'],
        sources: new Map([['call_icon_visibility', { file: 'settings/support.yaml', line: 7 }]]),
      },
    },
  );
  const page = renderMarkdown(report([inSync(), number]));

  it('has a summary, the risky changes, a table and folds', () => {
    expect(page).toBe(`<!-- callctl:plan -->
**Plan**: 2 numbers: 1 to change, 1 in sync. 5 changes, 3 risky, 1 protected and not written.

#### Risky changes (3)

- **Support** (\`106540352242922\`): \`call_icon_visibility\`: \`DISABLE_ALL\` → \`DEFAULT\`, **risky:** the call button is shown again
- **Support** (\`106540352242922\`): \`call_hours.weekly_operating_hours[TUESDAY]\`: \`09:00–18:00\` → removed, **risky:** a weekday is left without hours
- **Support** (\`106540352242922\`): \`call_hours.holiday_schedule[2027-01-01]\`: \`00:00–23:59\` → removed, **risky:** a holiday is lost

| Number | ID | Outcome | Changes | Settings |
| --- | --- | --- | --- | --- |
| Support | \`106540352242922\` | to change | 6 changes (3 risky, 1 protected) | \`call_icon_visibility\`, \`call_hours\`, \`voicemail\` |
| Support | \`106540352242922\` | in sync |  |  |

<details>
<summary><b>Support</b>: to change, 6 changes (3 risky, 1 protected)</summary>

ID \`106540352242922\`, file \`settings/support.yaml\`

| Setting | Before | After | Stated in | Remarks |
| --- | --- | --- | --- | --- |
| \`call_icon_visibility\` | \`DISABLE_ALL\` | \`DEFAULT\` | line 7 | **risky:** the call button is shown again |
| \`call_hours.weekly_operating_hours[MONDAY]\` | \`09:00–18:00\` | \`07:30–18:00\` |  |  |
| \`call_hours.weekly_operating_hours[TUESDAY]\` | \`09:00–18:00\` | removed |  | **risky:** a weekday is left without hours |
| \`call_hours.holiday_schedule[2027-01-01]\` | \`00:00–23:59\` | removed |  | **risky:** a holiday is lost |
| \`call_hours.holiday_schedule[2027-01-06]\` | not set | \`00:00–23:59\` |  |  |
| \`voicemail.status\` | \`DISABLED\` | \`ENABLED\` |  | **protected, not written** |

- **carried over**: status is not in the file: the live value is sent back unchanged
- **carried over**: \`timezone_id\` is not in the file: the live value is sent back unchanged
- **protected**: voicemail is protected: callctl reports it and never writes it

**Weekly hours**, time zone \`Europe/Berlin\`

| Days | Before | After | Hours a week |
| --- | --- | --- | --- |
| Monday | 09:00–18:00 | 07:30–18:00 | **1 h 30 min more** |
| Tuesday | 09:00–18:00 | closed | **9 h less** |
| Wednesday–Sunday | closed | closed | unchanged |
| **A week** | 18 h | 10 h 30 min | **7 h 30 min less** |

**Holidays**

- Friday, 2027-01-01: \`00:00–23:59\`, **removed**, **risky:** a holiday is lost
- Wednesday, 2027-01-06: \`00:00–23:59\`, **added**
- 1 unchanged
- expired, ignored: 2026-09-07

The request that \`apply\` would send:

\`\`\`json
{
  "calling": {
    "call_icon_visibility": "DEFAULT",
    "call_hours": {
      "status": "ENABLED",
      "timezone_id": "Europe/Berlin",
      "weekly_operating_hours": [
        {"day_of_week": "MONDAY", "open_time": "0730", "close_time": "1800"}
      ],
      "holiday_schedule": [
        {"date": "2026-12-25", "start_time": "0000", "end_time": "2359"},
        {"date": "2027-01-06", "start_time": "0000", "end_time": "2359"}
      ]
    }
  }
}
\`\`\`

</details>
`);
  });

  it('contains the exact request', () => {
    const [json] = /(?<=```json\n)[^`]*(?=\n```)/.exec(page) ?? [];
    expect(JSON.parse(json ?? '')).toEqual(number.requests[0]);
  });

  it('only counts many numbers in sync', () => {
    const many = [drifted(), ...Array.from({ length: 21 }, inSync)];
    expect(renderMarkdown(report(many)).match(/^\| Support/gm)).toHaveLength(1);
  });

  it('shows around the clock, hours that were never set, and holidays carried over', () => {
    const plan = planOf(
      { call_hours: hours({ holiday_schedule: [christmas] }) },
      { call_hours: { status: 'DISABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] } },
    );
    const first = planOf(
      {},
      { call_hours: { status: 'ENABLED', timezone_id: 'Asia/Tokyo', weekly_operating_hours: [monday] } },
    );
    const page = renderMarkdown(report([plan, first]));
    expect(page).toContain('| Monday | 09:00–18:00 | around the clock | **15 h more** |');
    expect(page).toContain('| Tuesday–Sunday | closed | around the clock | **144 h more** |');
    expect(page).toContain('- Friday, 2026-12-25: `00:00–23:59`, **carried over**');
    expect(page).toContain('| **A week** | 168 h | 9 h | **159 h less** |');
    expect(page).not.toContain('calling is off');
  });

  it('counts no hours as lost if nobody could call before', () => {
    const live = { status: 'DISABLED' };
    const call_hours: CallHours = { status: 'ENABLED', timezone_id: 'Asia/Tokyo', weekly_operating_hours: [monday] };
    const page = renderMarkdown(report([planOf(live, { status: 'ENABLED', call_hours })]));
    expect(page).toContain('**Weekly hours**, time zone `Asia/Tokyo`, calling is off **before**');
    expect(page).toContain('| **A week** | 0 h | 9 h | **9 h more** |');
  });

  it('shows those notes of a number in sync that need attention', () => {
    const note = { code: 'unknown_outcome', message: 'run 1 ended between a request and its answer', path: null };
    const page = renderMarkdown(report([{ ...inSync(), notes: [note] }]));
    expect(page).toContain('<summary><b>Support</b>: in sync</summary>');
    expect(page).toContain('- **unknown outcome**: run 1 ended between a request and its answer');
  });
});

describe('what went wrong', () => {
  const failed = planOf({}, { sip: { status: 'ENABLED' } });
  const restrictions = [
    {
      type: 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
      reason: 'Too many complaints.',
      expiration: 1_900_000_000,
    },
  ];
  const restricted = planOf(
    { status: 'DISABLED', restrictions: { restrictions_list: restrictions } },
    { status: 'ENABLED' },
  );
  const skipped: NumberReport = {
    ...drifted(),
    outcome: 'skipped',
    error: { code: 'interrupted', message: 'callctl was interrupted', hint: 'run it again' },
  };

  it('comes first, outside the folds, each with how to fix it', () => {
    const page = renderMarkdown(report([inSync(), skipped, failed]));
    expect(page).toContain(
      '#### Failed (1)\n\n- **Support** (`106540352242922`): `sip.servers` is neither in the file nor in live: Meta enables SIP only where a server is set (`cannot_write`)<br>Hint: state `calling.sip.servers` in the file',
    );
    expect(page).toContain(
      '#### Skipped (1)\n\n- **Support** (`106540352242922`): callctl was interrupted (`interrupted`)<br>Hint: run it again',
    );
    expect(page.indexOf('#### Failed')).toBeLessThan(page.indexOf('<details>'));
    expect(page).toContain(
      '- **Support** (`106540352242922`), skipped: `call_icon_visibility`: `DISABLE_ALL` → `DEFAULT`, **risky:**',
    );
  });

  it('mentions a restriction once', () => {
    const page = renderMarkdown(report([restricted]));
    expect(restricted.outcome).toBe('restricted');
    expect(page).toContain('#### Restricted (1)');
    expect(page.match(/Too many complaints/g)).toHaveLength(1);
  });
});

describe('edits and drift', () => {
  const input = { ...moment, appId: null };
  const live = { status: 'DISABLED', callback_permission_status: 'DISABLED' };
  const desired = aNumber({ status: 'ENABLED', callback_permission_status: 'ENABLED' });
  const plan = addOrigins(planOf(live, desired.calling), live, desired, aNumber({ status: 'ENABLED' }), input);

  it('are separate, drift first and as a warning, and both are counted', () => {
    const page = renderMarkdown(report([plan], { base }));
    expect(plan.changes.map(({ origin }) => origin)).toEqual(['drift', 'edit']);
    expect(page).toContain(
      '**Plan** against `origin/main`: 1 number: 1 to change. 2 changes, 1 from this revision, 1 from drift.',
    );
    expect(page).toContain(`> [!WARNING]
> **Drift: 1 change that this revision does not ask for.** Live moved while the files stood still,
> and apply brings it back to what they say.
>
> - **Support** (\`106540352242922\`): \`status\`: file \`ENABLED\`, live \`DISABLED\``);
    expect(page).toContain('to change, 2 changes (1 drift)');
    expect(page.indexOf('**Drift**: live moved')).toBeGreaterThan(0);
    expect(page.indexOf('**Drift**: live moved')).toBeLessThan(page.indexOf('**Edits**: this revision'));
  });

  it('are listed by number, with the first changes of each', () => {
    const [change] = plan.changes;
    const page = renderMarkdown(
      report([{ ...plan, changes: Array.from({ length: 5 }, () => change as Change) }], { base }),
    );
    expect(page).toMatch(
      /^> - \*\*Support\*\* \(`106540352242922`\): (`status`: file `ENABLED`, live `DISABLED`; ){3}and 2 more$/m,
    );
    expect(page).toContain('**Drift: 5 changes that');
  });

  it('are not mentioned without a base', () => {
    expect(renderMarkdown(report([planOf(live, desired.calling)]))).not.toMatch(/drift|revision/i);
  });

  it('are all edits in a diff, which sends nothing', () => {
    const changed = buildNumberDiff(aNumber({ status: 'ENABLED' }), desired, moment);
    const page = renderMarkdown(report([changed], { command: 'diff', base }));
    expect(page).toContain('**Diff** against `origin/main`: 1 number: 1 changed. 1 change.');
    expect(page).toContain('| `callback_permission_status` | not stated | `ENABLED` |  |  |');
    expect(page).not.toMatch(/drift|```|Edits/i);
  });

  it('come with the numbers and settings that are no longer managed', () => {
    const gone = { phone_number_id: '9', name: 'Old desk', account: null, file: 'settings/old.yaml' };
    const left = buildNumberDiff(
      aNumber({ status: 'ENABLED', audio: { additional_codecs: ['PCMA'] } }),
      aNumber({ status: 'ENABLED' }),
      moment,
    );
    const page = renderMarkdown(report([left], { command: 'diff', base: { ...base, no_longer_managed: [gone] } }));
    expect(page).toContain('1 changed, 1 no longer managed.');
    expect(page).toContain(
      '#### No longer managed (1)\n\nTheir settings files are gone. The numbers stay as they are.\n\n- **Old desk** (`9`): `settings/old.yaml`',
    );
    expect(page).toContain('- **no longer managed**: audio is no longer in the file: callctl leaves it as it is');
  });
});

describe('other commands', () => {
  const request = { calling: { call_icon_visibility: 'DEFAULT' } };

  it.each<[Report['command'], NumberReport['outcome'], string]>([
    ['apply', 'applied', 'The request that was sent:'],
    ['apply', 'failed', 'The request that was sent:'],
    ['apply', 'drifted', 'The request, not sent:'],
    ['restore', 'drifted', 'The request, not sent:'],
    ['plan', 'drifted', 'The request that `apply` would send:'],
  ])('%s calls a number that is %s "%s"', (command, outcome, title) => {
    const page = renderMarkdown(report([{ ...drifted(), outcome, requests: [request] }], { command }));
    expect(page).toContain(`${title}\n\n\`\`\`json\n{\n  "calling": {"call_icon_visibility": "DEFAULT"}\n}\n\`\`\``);
    expect(page.startsWith(`<!-- callctl:${command} -->\n`)).toBe(true);
  });

  it('drift reads from the file to live, and shows no request', () => {
    const page = renderMarkdown(report([drifted()], { command: 'drift' }));
    expect(page).toContain('**Drift**: 1 number: 1 drifted.');
    expect(page).toContain('| Setting | File | Live | Stated in | Remarks |');
    expect(page).not.toContain('```');
  });

  const warning: Problem = { ...aProblem, severity: 'warning', code: 'old', path: '', expected: null, hint: null };

  it('validate groups problems, each with its place', () => {
    const page = renderMarkdown(report([], { command: 'validate', problems: [aProblem, warning] }));
    expect(page).toBe(`<!-- callctl:validate -->
**Validate**: 0 files, 1 error, 1 warning.

#### Errors (1)

- \`settings/a.yaml:3:7\`: \`calling.call_hours\`: 0900 is a number here (\`not_quoted\`)<br>Expected: four digits in quotes<br>Hint: write "0900"

#### Warnings (1)

- \`settings/a.yaml:3:7\`: 0900 is a number here (\`old\`)
`);
  });

  it('says that nothing was done if the settings are invalid, and folds the warnings of a plan', () => {
    const page = renderMarkdown(report([], { problems: [aProblem] }));
    expect(page).toContain('**Plan**: nothing was read or sent: 1 error, 0 warnings.');
    expect(renderMarkdown(report([inSync()], { problems: [warning] }))).toContain(
      '<details>\n<summary>Warnings (1)</summary>\n\n- `settings/a.yaml:3:7`',
    );
  });

  it('marks what is protected in the hours too', () => {
    const held: Change[] = drifted().changes.map((change) => ({ ...change, setting: 'call_hours', protected: true }));
    const week = planOf({ call_hours: hours() }, { call_hours: { weekly_operating_hours: [tuesday] } });
    const page = renderMarkdown(report([{ ...week, changes: held, outcome: 'protected', requests: [] }]));
    expect(page).toContain('**Weekly hours**, time zone `Europe/Berlin` (**protected, not written**)');
    expect(page).not.toContain('#### Risky');
  });
});
