import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findUnsettled,
  type JournalEntry,
  listRuns,
  openJournal,
  type RunHeader,
  readRun,
  writeLater,
} from '../../src/apply/journal.ts';
import type { RunProcess } from '../../src/apply/run-process.ts';
import { folderWith } from '../e2e/callctl.ts';
import { startOther } from './other-process.ts';

const header: RunHeader = { type: 'run', format_version: 1, command: 'apply', graph_url: 'http://127.0.0.1' };
const sentTo = (id: string): JournalEntry => ({
  type: 'before',
  phone_number_id: id,
  account: null,
  before: { status: 'ENABLED' },
  request: { calling: { status: 'DISABLED' } },
});
const answered = (id: string, result: 'done' | 'refused' | 'unanswered' | 'unsent'): JournalEntry => ({
  type: 'after',
  phone_number_id: id,
  result,
  code: null,
});

function setUp(at = '2026-11-22T12:00:00.123Z') {
  const folder = join(folderWith({}), 'deep', 'journal');
  const options = { folder, now: () => new Date(at), mask: (text: string) => text.replaceAll('hunter22', '[secret]') };
  return { folder, options };
}

/** What is open, if every journal can be read. */
const unsettledIn = (folder: string) =>
  findUnsettled(folder, (error) => {
    throw error;
  });

describe('the journal', () => {
  it('is one file per run, named by time, readable only by its owner', () => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    journal.write(sentTo('1'));
    journal.close();
    const [file = ''] = readdirSync(folder);
    expect(file).toMatch(/^20261122T120000123Z-[0-9a-f]{6}\.jsonl$/);
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(listRuns(folder)).toEqual([file.replace('.jsonl', '')]);
  });

  it('returns what was written, each entry with its time', () => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    for (const entry of [sentTo('1'), answered('1', 'done')]) journal.write(entry);
    journal.close();
    const [run = ''] = listRuns(folder);
    expect(readRun(folder, run).entries.at(-1)?.type).toBe('end');
    const at = '2026-11-22T12:00:00.123Z';
    expect(readRun(folder, run).entries.slice(0, -1)).toEqual([
      { at, ...header },
      { at, ...sentTo('1') },
      { at, ...answered('1', 'done') },
    ]);
  });

  it('contains no secret', () => {
    const { folder, options } = setUp();
    const journal = openJournal({ ...header, graph_url: 'hunter22' }, options);
    journal.close();
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('hunter22');
  });

  it('is read beyond a line that a crash cut short, and continued after it', () => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    journal.write(sentTo('1'));
    journal.close();
    const [run = ''] = listRuns(folder);
    appendFileSync(join(folder, `${run}.jsonl`), '{"type":"after","phone_numb');
    expect(readRun(folder, run).entries.map(({ type }) => type)).toEqual(['run', 'before']);
    expect(readRun(folder, run).damaged).toHaveLength(1);
    writeLater(run, [{ type: 'settled', phone_number_id: '1' }], options);
    expect(readRun(folder, run).entries.map(({ type }) => type)).toEqual(['run', 'before', 'settled']);
  });

  it.each([
    '{"type":"before"}',
    '{"type":"before","phone_number_id":"1","before":{},"request":null}',
    '{"type":"after"}',
    '[]',
    '{"type":"other"}',
    '{"type":"before","phone_number_id":7,"before":{},"request":{"calling":{}}}',
    '{"type":"undone"}',
    '{"type":"settled","phone_number_id":7}',
    '"run"',
    '7',
  ])('treats %s as a damaged line', (line) => {
    const { folder, options } = setUp();
    openJournal(header, options).close();
    const [run = ''] = listRuns(folder);
    const path = join(folder, `${run}.jsonl`);
    appendFileSync(path, `${line}\n`);
    const { entries, damaged } = readRun(folder, run);
    expect(entries.map(({ type }) => type)).toEqual(['run', 'end']);
    expect(damaged).toEqual([readFileSync(path, 'utf8').split('\n').indexOf(line) + 1]);
  });

  it('that cannot be read is reported, and the others are still read', () => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    journal.write(sentTo('1'));
    journal.close();
    symlinkSync('nowhere', join(folder, '00000000T000000000Z-dead00.jsonl'));
    mkdirSync(join(folder, 'a-folder.jsonl'));
    writeFileSync(join(folder, '00000000T000000000Z-empty0.jsonl'), '');
    const reported: string[] = [];
    expect([...findUnsettled(folder, ({ message }) => reported.push(message)).keys()]).toEqual(['1']);
    const file = join(folder, '..', 'a-file');
    writeFileSync(file, '');
    expect(findUnsettled(file, ({ message }) => reported.push(message)).size).toBe(0);
    expect(reported).toEqual([expect.stringContaining(`cannot read the journal ${file}`)]);
  });

  it('of a missing folder has no runs', () => {
    expect(listRuns(join(tmpdir(), 'no-such-folder-of-callctl'))).toEqual([]);
    expect(unsettledIn(join(tmpdir(), 'no-such-folder-of-callctl'))).toEqual(new Map());
  });
});

describe('a request of unknown result', () => {
  it.each<{ title: string; entries: JournalEntry[]; open: string[] }>([
    { title: 'was sent and not answered', entries: [sentTo('1')], open: ['1'] },
    { title: 'not one that was answered', entries: [sentTo('1'), answered('1', 'done')], open: [] },
    { title: 'not one that was refused', entries: [sentTo('1'), answered('1', 'refused')], open: [] },
    { title: 'not one that was held back', entries: [sentTo('1'), answered('1', 'unsent')], open: [] },
    { title: 'broke off', entries: [sentTo('1'), answered('1', 'unanswered')], open: ['1'] },
    {
      title: 'not one that was read since',
      entries: [sentTo('1'), answered('1', 'unanswered'), { type: 'settled', phone_number_id: '1' }],
      open: [],
    },
    {
      title: 'among others',
      entries: [sentTo('1'), sentTo('2'), answered('1', 'done'), sentTo('3')],
      open: ['2', '3'],
    },
    { title: 'again after it was settled', entries: [sentTo('1'), answered('1', 'done'), sentTo('1')], open: ['1'] },
  ])('$title', ({ entries, open }) => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    for (const entry of entries) journal.write(entry);
    journal.close();
    expect([...unsettledIn(folder).keys()]).toEqual(open);
  });

  it('is not searched for in the journal of a run that ended with nothing open', () => {
    const { folder, options } = setUp();
    const journal = openJournal(header, options);
    for (const entry of [sentTo('1'), answered('1', 'done')]) journal.write(entry);
    journal.close();
    const [run = ''] = listRuns(folder);
    // Only reading the complete file shows what is in its middle.
    const path = join(folder, `${run}.jsonl`);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"result":"done"', '"result":"unanswered"'));
    expect(unsettledIn(folder).size).toBe(0);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/.*"type":"end".*/, ''));
    expect([...unsettledIn(folder).keys()]).toEqual(['1']);
  });
});

describe('another run that is at work in the folder', () => {
  const otherRun = '20261122T110000000Z-aaaaaa';
  const shard = (index: number, count: number) => ({ index, count });

  /** A folder with the journal of a run that has a request in flight. */
  function folderOf(process: RunProcess | undefined, more: Partial<RunHeader> = {}, ending = '') {
    const { folder, options } = setUp();
    mkdirSync(folder, { recursive: true });
    const lines = [{ ...header, ...(process && { process }), ...more }, sentTo('7')];
    const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n${ending}`;
    writeFileSync(join(folder, `${otherRun}.jsonl`), text);
    return { folder, options };
  }

  it('is not disturbed: the second is refused by name, and leaves no journal', async () => {
    const { folder, options } = folderOf(await startOther());
    let refusal: unknown = null;
    try {
      openJournal(header, options);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({
      code: 'refused',
      message: `run ${otherRun} is still at work with this journal folder: nothing was sent`,
      hint: 'wait until it has ended',
    });
    expect(listRuns(folder)).toEqual([otherRun]);
    expect([...unsettledIn(folder)]).toEqual([['7', { run: otherRun, isAtWork: true }]]);
  });

  it.each([
    { mine: shard(1, 2), its: shard(2, 2), isRefused: false },
    { mine: shard(2, 2), its: shard(2, 2), isRefused: true },
    { mine: shard(1, 3), its: shard(2, 2), isRefused: true },
    { mine: null, its: shard(2, 2), isRefused: true },
    { mine: shard(1, 2), its: null, isRefused: true },
    { mine: shard(1, 2), its: undefined, isRefused: true },
    { mine: undefined, its: shard(1, 2), isRefused: true },
  ])('with shard $its is in the way of shard $mine: $isRefused', async ({ mine, its, isRefused }) => {
    const { options } = folderOf(await startOther(), its === undefined ? {} : { shard: its });
    const begin = () => openJournal({ ...header, ...(mine !== undefined && { shard: mine }) }, options).close();
    if (isRefused) expect(begin).toThrow('is still at work');
    else expect(begin).not.toThrow();
  });

  it.each([
    { what: 'has ended', ending: '{"at":"x","type":"end"}\n' },
    {
      what: 'has ended, and was undone since',
      ending: '{"at":"x","type":"end"}\n{"type":"undone","phone_number_id":"7","by":null}\n',
    },
  ])('is in nobody’s way once it $what', async ({ ending }) => {
    const { options } = folderOf(await startOther(), {}, ending);
    expect(() => openJournal(header, options).close()).not.toThrow();
  });

  it('is in nobody’s way where it was killed, ran elsewhere, or does not say which process it is', async () => {
    const other = await startOther();
    for (const process of [{ ...other, started: '1' }, { ...other, host: 'elsewhere' }, undefined]) {
      const { folder, options } = folderOf(process);
      openJournal(header, options).close();
      expect([...unsettledIn(folder)]).toEqual([['7', { run: otherRun, isAtWork: false }]]);
    }
    // Without its first line nothing is known of it.
    const { options } = folderOf(other, { type: 'end' as 'run' });
    expect(() => openJournal(header, options).close()).not.toThrow();
  });
});

describe('the folder of journals', () => {
  it('lists runs by name, which is by time, and nothing else', () => {
    const { folder } = setUp();
    mkdirSync(folder, { recursive: true });
    for (const name of ['b.jsonl', 'a.jsonl', 'c.txt', 'c.jsonl.tmp']) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, 'd.jsonl'));
    expect(listRuns(folder)).toEqual(['a', 'b']);
  });

  it('that cannot be made or read is reported with the reason of the system, and how to go on', () => {
    const { folder, options } = setUp();
    const blocked = join(folder, '..', '..', 'a-file');
    writeFileSync(blocked, '');
    const errorOf = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(errorOf(() => openJournal(header, { ...options, folder: join(blocked, 'journal') }))).toMatchObject({
      code: 'io',
      message: expect.stringMatching(/^cannot write the journal .*a-file\/journal: ENOTDIR/),
      hint: 'name another folder with --journal DIR: nothing is sent without a journal',
    });
    expect(errorOf(() => listRuns(blocked))).toMatchObject({
      code: 'io',
      message: expect.stringMatching(/^cannot read the journal .*a-file: ENOTDIR/),
      hint: 'name another folder with --journal DIR, or fix this one',
    });
  });

  it('has no later entries where there are none', () => {
    const { folder, options } = setUp();
    writeLater('no-such-run', [], options);
    expect(listRuns(folder)).toEqual([]);
  });
});
