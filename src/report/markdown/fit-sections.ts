import { takeTurns } from '../shared/lists.ts';

/** A part of the page that is kept or left out as a whole. */
export interface Item {
  readonly text: string;
  /** Within a section, the items with the highest worth are kept. */
  readonly worth: number;
}

/** Items that belong together: a list, a table, a row of folds. */
export interface Section {
  /** What its items are, in the plural, for the notice about what was left out. */
  readonly noun: string;
  /** Lines above the items: a heading, the head of a table. */
  readonly head: string;
  readonly items: readonly Item[];
  /** Lines below the items. */
  readonly tail: string;
  /** The lower the rank, the longer the items are kept. Sections of the same rank take turns. */
  readonly rank: number;
}

/** A section whose items have the same worth. */
export function sectionOf(noun: string, rank: number, head: string, texts: readonly string[], tail = ''): Section {
  return { noun, rank, head, tail, items: texts.map((text) => ({ text, worth: 0 })) };
}

/**
 * The page, at most `limit` long. What does not fit is left out item by item, and a notice below the head says so.
 * Lengths are in UTF-8 bytes: a text never has fewer bytes than characters.
 */
export function fitSections(head: string, sections: readonly Section[], limit: number): string {
  const whole = compose([head], sections);
  if (sizeOf(whole) <= limit) return whole;
  const kept = keepWithin(limit - sizeOf(head) - roomForNotice, sections);
  return compose([head, noticeOf(sections, kept)], kept);
}

const roomForNotice = 800;

function compose(heads: readonly string[], sections: readonly Section[]): string {
  const parts = sections.filter(({ items }) => items.length > 0).map(composeSection);
  return `${[...heads, ...parts].join('\n\n').trimEnd()}\n`;
}

function composeSection({ head, items, tail }: Section): string {
  return [head, ...items.map(({ text }) => text), tail].filter((part) => part !== '').join('\n');
}

function keepWithin(room: number, sections: readonly Section[]): Section[] {
  const kept = new Set<Item>();
  const [begun, ended] = [new Set<Section>(), new Set<Section>()];
  let left = room;
  for (const { section, item } of inOrderOfKeeping(sections)) {
    const cost = sizeOf(item.text) + 1 + (begun.has(section) ? 0 : frameSize(section));
    // Items of lower worth must not fill the gap that is left, unless this one would not fit any page.
    if (cost > left && cost <= room) ended.add(section);
    if (cost > left || ended.has(section)) continue;
    left -= cost;
    kept.add(item);
    begun.add(section);
  }
  return sections.map((section) => ({ ...section, items: section.items.filter((item) => kept.has(item)) }));
}

function inOrderOfKeeping(sections: readonly Section[]) {
  const ranks = [...new Set(sections.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.flatMap((rank) => takeTurns(sections.filter((section) => section.rank === rank).map(byWorth)));
}

function byWorth(section: Section) {
  return section.items.toSorted((a, b) => b.worth - a.worth).map((item) => ({ section, item }));
}

/** Head and tail, with the empty lines around them. */
function frameSize({ head, tail }: Section): number {
  return sizeOf(head) + sizeOf(tail) + 4;
}

function noticeOf(sections: readonly Section[], kept: readonly Section[]): string {
  const omitted = sections.flatMap(({ noun, items }, index) => {
    const left = items.length - (kept[index]?.items.length ?? 0);
    return left > 0 ? [`${noun} (${left} of ${items.length})`] : [];
  });
  return [
    '> [!NOTE]',
    `> Too long for one comment. Left out here: ${omitted.join(', ')}. The HTML or JSON report has all of it.`,
  ].join('\n');
}

const encoder = new TextEncoder();

function sizeOf(text: string): number {
  return encoder.encode(text).length;
}
