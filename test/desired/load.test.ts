import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDesired, loadDesired } from '../../src/desired/load.ts';
import { loadFiles, loadNumber, makeFolder, now } from './support.ts';

const on = 'calling: { status: ENABLED }\n';
const numbered = (id: string, text: string) => `phone_number_id: "${id}"\n${text}`;

describe('a settings folder', () => {
  it('that does not exist is refused', async () => {
    await expect(loadDesired({ settingsDir: 'nowhere', cwd: makeFolder(), now })).rejects.toMatchObject({
      code: 'no_settings',
      message: expect.stringMatching(/^\/.*nowhere does not exist$/),
    });
  });

  it.each([
    { settingsDir: 'loop', reason: 'ELOOP' },
    { settingsDir: 'a.yaml/settings', reason: 'ENOTDIR' },
  ])('that cannot be read is refused with the reason of the system: $reason', async ({ settingsDir, reason }) => {
    const cwd = makeFolder({ 'a.yaml': on });
    symlinkSync('loop', join(cwd, 'loop'));
    await expect(loadDesired({ settingsDir, cwd, now })).rejects.toMatchObject({
      code: 'no_settings',
      message: expect.stringContaining(`${settingsDir} cannot be read: ${reason}: `),
    });
  });

  it('that is a file is refused', async () => {
    const cwd = makeFolder({ 'settings.yaml': on });
    await expect(loadDesired({ settingsDir: 'settings.yaml', cwd, now })).rejects.toMatchObject({
      code: 'no_settings',
      message: 'settings.yaml is not a folder',
    });
  });

  it.each([
    ['other files', { 'README.md': '' }],
    ['partials', { '_base.yaml': on }],
    ['a configuration', { 'callctl.yaml': 'concurrency: 4' }],
    ['hidden files', { '.a.yaml': on, '.git/b.yaml': on }],
    ['a partial with a warning', { '_base.yaml': 'calling: { call_hours: { timezone_id: Asia/Calcutta } }' }],
  ])('with only %s is refused', async (_, files) => {
    const refusal = { code: 'no_settings', message: '. contains no settings file' };
    await expect(loadFiles(files)).rejects.toMatchObject(refusal);
    await expect(checkDesired({ settingsDir: '.', cwd: makeFolder(files), now })).rejects.toMatchObject(refusal);
  });

  it.each([
    ['a broken partial', { '_p.yaml': 'calling: [' }, '_p.yaml yaml_syntax'],
    ['an empty configuration', { 'callctl.yaml': '' }, 'callctl.yaml empty_file'],
  ])('with only %s reports what is wrong with it', async (_, files, expected) => {
    const desired = await loadFiles(files);
    const checked = await checkDesired({ settingsDir: '.', cwd: makeFolder(files), now });
    expect(desired.numbers).toEqual([]);
    for (const { problems } of [desired, checked])
      expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([expected]);
  });

  it('names its files as the user names the folder', async () => {
    const cwd = makeFolder({ 'settings/eu/berlin.yaml': numbered('1', on), 'settings/_base.yml': '{}' });
    for (const settingsDir of ['settings', './settings/', 'other/../settings']) {
      const { numbers, files } = await loadDesired({ settingsDir, cwd, now });
      expect(numbers.map(({ file }) => file)).toEqual(['settings/eu/berlin.yaml']);
      expect(files).toBe(2);
    }
    const { numbers } = await loadDesired({ settingsDir: `${cwd}/settings`, now });
    expect(numbers.map(({ file }) => file)).toEqual([`${cwd}/settings/eu/berlin.yaml`]);
  });

  it('orders its numbers by file', async () => {
    const { numbers } = await loadFiles({
      'b.yaml': numbered('1', on),
      'a/z.yml': numbered('2', on),
      'B.yaml': numbered('3', on),
    });
    expect(numbers.map(({ file }) => file)).toEqual(['B.yaml', 'a/z.yml', 'b.yaml']);
  });
});

describe('a number', () => {
  it('has what its file states, and nothing more', async () => {
    const number = await loadNumber({ 'a.yaml': numbered('18446744073709551615', on) });
    expect(number).toEqual({
      phoneNumberId: '18446744073709551615',
      name: null,
      account: null,
      file: 'a.yaml',
      protect: [],
      calling: { status: 'ENABLED' },
      sources: new Map([['status', { file: 'a.yaml', line: 2 }]]),
    });
  });

  it.each([
    ['a byte order mark', `\ufeff${numbered('1', on)}`],
    ['CRLF line ends', numbered('1', on).replaceAll('\n', '\r\n')],
    ['both', `\ufeff${numbered('1', on).replaceAll('\n', '\r\n')}`],
    ['no line end', numbered('1', on).trimEnd()],
    ['an end of document', `---\n${numbered('1', on)}...\n`],
    ['JSON', '{"phone_number_id": "1",\n "calling": {"status": "ENABLED"}}'],
  ])('loads from a file with %s', async (_, text) => {
    const { calling, sources } = await loadNumber({ 'a.yaml': text });
    expect(calling).toEqual({ status: 'ENABLED' });
    expect(sources.get('status')?.line).toBe(text.includes('---') ? 3 : 2);
  });

  it('may use anchors, and a value keeps the line where it is written', async () => {
    const text = `calling:
  call_hours:
    weekly_operating_hours:
      - { day_of_week: MONDAY, open_time: &open "0900", close_time: "1800" }
      - { day_of_week: TUESDAY, open_time: *open, close_time: "1800" }
    status: &on ENABLED
  status: *on
`;
    const { calling, sources } = await loadNumber({ 'a.yaml': numbered('1', text) });
    expect(calling.status).toBe('ENABLED');
    expect(calling.call_hours?.weekly_operating_hours?.[1]?.open_time).toBe('0900');
    expect(sources.get('status')?.line).toBe(7);
    expect(sources.get('call_hours.weekly_operating_hours[TUESDAY]')?.line).toBe(6);
  });

  it('keeps parameters with any name', async () => {
    const text =
      'calling: { sip: { servers: [{ hostname: a.example, request_uri_user_params: { __proto__: x, a.b: y } }] } }';
    const { calling } = await loadNumber({ 'a.yaml': numbered('1', text) });
    const params = calling.sip?.servers?.[0]?.request_uri_user_params ?? {};
    expect(Object.entries(params)).toEqual([
      ['__proto__', 'x'],
      ['a.b', 'y'],
    ]);
  });

  it('keeps an empty map in an entry of a list, where it clears parameters, and drops it elsewhere', async () => {
    const text = `calling:
  sip:
    servers:
      - hostname: a.example
        request_uri_user_params: {}
  call_hours: {}
`;
    const { calling, sources } = await loadNumber({ 'a.yaml': numbered('1', text) });
    expect(calling).toEqual({ sip: { servers: [{ hostname: 'a.example', request_uri_user_params: {} }] } });
    expect([...sources].map(([path, { line }]) => `${path} ${line}`)).toEqual([
      'sip 3',
      'sip.servers 4',
      'sip.servers[0] 5',
      'sip.servers[0].hostname 5',
      'sip.servers[0].request_uri_user_params 6',
    ]);
  });

  it('is left out if its file is not well formed, and kept if only its meaning is wrong', async () => {
    const files = {
      'typo.yaml': numbered('1', 'calling: { satus: ENABLED }'),
      'server.yaml': numbered('2', 'calling: { sip: { status: ENABLED, servers: [] } }'),
    };
    const { numbers, problems } = await loadFiles(files);
    expect(problems.map(({ code }) => code)).toEqual(['sip_without_server', 'unknown_key']);
    expect(numbers.map(({ file }) => file)).toEqual(['server.yaml']);
  });

  it('has windows that touch as one window', async () => {
    const { calling } = await loadNumber({
      'a.yaml': numbered(
        '1',
        `calling:
  call_hours:
    weekly_operating_hours:
      - { day_of_week: MONDAY, open_time: "1200", close_time: "1500" }
      - { day_of_week: MONDAY, open_time: "0900", close_time: "1200" }
      - { day_of_week: MONDAY, open_time: "1500", close_time: "1700" }
      - { day_of_week: MONDAY, open_time: "1800", close_time: "1900" }
      - { day_of_week: TUESDAY, open_time: "1900", close_time: "2000" }
    holiday_schedule:
      - { date: 2027-05-01, start_time: "0900", end_time: "1200" }
      - { date: 2027-05-01, start_time: "1200", end_time: "1300" }
`,
      ),
    });
    expect(calling.call_hours).toEqual({
      weekly_operating_hours: [
        { day_of_week: 'MONDAY', open_time: '0900', close_time: '1700' },
        { day_of_week: 'MONDAY', open_time: '1800', close_time: '1900' },
        { day_of_week: 'TUESDAY', open_time: '1900', close_time: '2000' },
      ],
      holiday_schedule: [{ date: '2027-05-01', start_time: '0900', end_time: '1300' }],
    });
  });

  it('compares holidays with the date in its own time zone', async () => {
    const holiday = (zone: string) =>
      `calling: { call_hours: { timezone_id: ${zone}, holiday_schedule: [{ date: 2026-11-22, start_time: "0000", end_time: "2359" }] } }`;
    const cwd = makeFolder({
      'kiritimati.yaml': numbered('1', holiday('Pacific/Kiritimati')),
      'pago-pago.yaml': numbered('2', holiday('Pacific/Pago_Pago')),
    });
    const { problems } = await loadDesired({ settingsDir: '.', cwd, now: new Date('2026-11-22T11:00:00Z') });
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
      'kiritimati.yaml holidays_expired',
      'pago-pago.yaml holidays_end_soon',
    ]);
  });
});

describe('partials', () => {
  it('merge in order, the file itself last', async () => {
    const { calling, sources, protect } = await loadNumber({
      'eu/a.yaml': numbered(
        '1',
        'extends: [_near.yaml, ../_far.yaml]\ncalling:\n  audio: { additional_codecs: [PCMA] }\n',
      ),
      'eu/_near.yaml': 'protect: [sip]\ncalling:\n  status: DISABLED\n  audio: { additional_codecs: [PCMU, PCMA] }\n',
      '_far.yaml': 'calling:\n  call_icon_visibility: DEFAULT\n  status: ENABLED\n',
    });
    expect(calling).toEqual({
      status: 'ENABLED',
      call_icon_visibility: 'DEFAULT',
      audio: { additional_codecs: ['PCMA'] },
    });
    expect(protect).toEqual(['sip']);
    expect(Object.fromEntries(sources)).toEqual({
      status: { file: '_far.yaml', line: 3 },
      call_icon_visibility: { file: '_far.yaml', line: 2 },
      audio: { file: 'eu/a.yaml', line: 4 },
      'audio.additional_codecs': { file: 'eu/a.yaml', line: 4 },
    });
  });

  it('are replaced day by day and date by date, in order of the week and the calendar', async () => {
    const { calling, sources } = await loadNumber({
      'a.yaml': numbered(
        '1',
        `extends: [_base.yaml]
calling:
  call_hours:
    weekly_operating_hours:
      - { day_of_week: FRIDAY, open_time: "1300", close_time: "1500" }
      - { day_of_week: FRIDAY, open_time: "0800", close_time: "1200" }
      - { day_of_week: MONDAY, open_time: null, close_time: null }
    holiday_schedule:
      - { date: 2027-01-01, start_time: null, end_time: null }
      - { date: 2026-12-31, start_time: "0900", end_time: "1200" }
`,
      ),
      '_base.yaml': `calling:
  call_hours:
    weekly_operating_hours:
      - { day_of_week: SUNDAY, open_time: "1000", close_time: "1200" }
      - { day_of_week: FRIDAY, open_time: "0900", close_time: "1800" }
      - { day_of_week: MONDAY, open_time: "0900", close_time: "1800" }
    holiday_schedule:
      - { date: 2027-05-01, start_time: "0000", end_time: "2359" }
      - { date: 2027-01-01, start_time: "0000", end_time: "2359" }
`,
    });
    expect(calling.call_hours).toEqual({
      weekly_operating_hours: [
        { day_of_week: 'FRIDAY', open_time: '0800', close_time: '1200' },
        { day_of_week: 'FRIDAY', open_time: '1300', close_time: '1500' },
        { day_of_week: 'SUNDAY', open_time: '1000', close_time: '1200' },
      ],
      holiday_schedule: [
        { date: '2026-12-31', start_time: '0900', end_time: '1200' },
        { date: '2027-05-01', start_time: '0000', end_time: '2359' },
      ],
    });
    expect(sources.get('call_hours.weekly_operating_hours[FRIDAY]')).toEqual({ file: 'a.yaml', line: 7 });
    expect(sources.get('call_hours.weekly_operating_hours[SUNDAY]')).toEqual({ file: '_base.yaml', line: 4 });
    expect(sources.get('call_hours.holiday_schedule[2027-05-01]')).toEqual({ file: '_base.yaml', line: 8 });
    expect(sources.has('call_hours.holiday_schedule[2027-01-01]')).toBe(false);
  });

  it('lose what a null drops, with all that is in it', async () => {
    const { calling, sources, account } = await loadNumber({
      'a.yaml': numbered(
        '1',
        'extends: [_base.yaml]\naccount:\ncalling: { call_hours: null, sip: { status: null } }\n',
      ),
      '_base.yaml':
        'account: x\ncalling: { status: ENABLED, call_hours: { status: ENABLED }, sip: { status: DISABLED } }\n',
    });
    expect(calling).toEqual({ status: 'ENABLED' });
    expect([...sources.keys()]).toEqual(['status']);
    expect(account).toBe(null);
  });

  it.each([
    { list: 'holiday_schedule', entry: 'date: 2027-05-01, start_time: "0000", end_time: "2359"' },
    { list: 'weekly_operating_hours', entry: 'day_of_week: MONDAY, open_time: "0900", close_time: "1800"' },
  ])('leave $list unmanaged when a null drops the last entry', async ({ list, entry }) => {
    const { calling, sources } = await loadNumber({
      'a.yaml': numbered(
        '1',
        `extends: [_base.yaml]\ncalling: { call_hours: { ${list}: [{ ${entry.replace(/"\d+"/g, 'null')} }] } }\n`,
      ),
      '_base.yaml': `calling: { call_hours: { status: ENABLED, ${list}: [{ ${entry} }] } }\n`,
    });
    expect(calling).toEqual({ call_hours: { status: 'ENABLED' } });
    expect([...sources.keys()]).toEqual(['call_hours', 'call_hours.status']);
  });

  it('still state that there is no holiday after another file added and dropped one', async () => {
    const holiday = (times: string) =>
      `calling: { call_hours: { holiday_schedule: [{ date: 2027-05-01, ${times} }] } }\n`;
    const { calling } = await loadNumber({
      '_none.yaml': 'calling: { call_hours: { holiday_schedule: [] } }\n',
      '_may.yaml': holiday('start_time: "0000", end_time: "2359"'),
      'a.yaml': numbered('1', `extends: [_none.yaml, _may.yaml]\n${holiday('start_time: null, end_time: null')}`),
    });
    expect(calling).toEqual({ call_hours: { holiday_schedule: [] } });
  });

  it('leave a map unmanaged when a null drops its last member', async () => {
    const { calling } = await loadNumber({
      'a.yaml': numbered(
        '1',
        'extends: [_base.yaml]\ncalling: { status: ENABLED, audio: { additional_codecs: null } }\n',
      ),
      '_base.yaml': 'calling: { audio: { additional_codecs: [PCMA] } }\n',
    });
    expect(calling).toEqual({ status: 'ENABLED' });
  });

  it('are cleared by an empty list', async () => {
    const { calling } = await loadNumber({
      'a.yaml': numbered(
        '1',
        'extends: [_base.yaml]\ncalling: { call_hours: { holiday_schedule: [] }, call_icons: { restrict_to_user_countries: [] } }',
      ),
      '_base.yaml':
        'calling: { call_icons: { restrict_to_user_countries: [BR] }, call_hours: { holiday_schedule: [{ date: 2027-05-01, start_time: "0000", end_time: "2359" }] } }',
    });
    expect(calling).toEqual({ call_hours: { holiday_schedule: [] }, call_icons: { restrict_to_user_countries: [] } });
  });

  it('count at their last place, and may occur twice', async () => {
    const { calling } = await loadNumber({
      'a.yaml': numbered('1', 'extends: [_off.yaml, _both.yaml, _off.yaml, _off.yaml]\n'),
      '_off.yaml': 'calling: { status: DISABLED }',
      '_both.yaml': 'extends: [_off.yaml]\ncalling: { status: ENABLED, call_icon_visibility: DEFAULT }',
    });
    expect(calling).toEqual({ status: 'DISABLED', call_icon_visibility: 'DEFAULT' });
  });

  it('that extend each other in very many ways are merged quickly', async () => {
    const layers = Array.from({ length: 40 }, (_, i): [string, string] => [
      `_${i}.yaml`,
      `extends: [_${i + 1}.yaml, _${i + 1}.yaml]\n`,
    ]);
    const { calling } = await loadNumber({
      ...Object.fromEntries(layers),
      '_40.yaml': on,
      'a.yaml': numbered('1', 'extends: [_0.yaml]\n'),
    });
    expect(calling).toEqual({ status: 'ENABLED' });
  });
});
