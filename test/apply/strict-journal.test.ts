import { describe, expect, it } from 'vitest';
import type { Journal, JournalEntry } from '../../src/apply/journal.ts';
import { strictJournal } from '../../src/apply/strict-journal.ts';

const sending: JournalEntry = {
  type: 'before',
  phone_number_id: '1',
  account: null,
  before: {},
  request: { calling: {} },
};
const answered: JournalEntry = { type: 'after', phone_number_id: '1', result: 'done', code: null };

/** A journal on a disk that can be full. */
function onDisk() {
  const disk = { isFull: false, written: [] as JournalEntry[], closed: 0 };
  const journal: Journal = {
    run: 'the run',
    write: (entry) => {
      if (disk.isFull) throw new Error(`full at ${entry.type}`);
      disk.written.push(entry);
    },
    close: () => {
      disk.closed += 1;
      if (disk.isFull) throw new Error('full at the end');
    },
  };
  return { disk, journal: strictJournal(journal) };
}

describe('a journal that could not be written once', () => {
  it('lets no further request begin, though the disk has space again, and says why', () => {
    const { disk, journal } = onDisk();
    expect(journal.run).toBe('the run');
    journal.write(sending);
    disk.isFull = true;
    expect(() => journal.write(answered)).toThrow('full at after');
    expect(() => journal.write(answered)).toThrow('full at after');
    disk.isFull = false;
    expect(() => journal.write(sending)).toThrow('full at after');
    expect(disk.written).toEqual([sending]);
  });

  it('still takes the results of requests that were sent', () => {
    const { disk, journal } = onDisk();
    disk.isFull = true;
    expect(() => journal.write(sending)).toThrow('full at before');
    disk.isFull = false;
    journal.write(answered);
    expect(disk.written).toEqual([answered]);
  });

  it('does not hide the report behind an end that cannot be written', () => {
    const { disk, journal } = onDisk();
    disk.isFull = true;
    expect(() => journal.close()).not.toThrow();
    expect(disk.closed).toBe(1);
  });
});
