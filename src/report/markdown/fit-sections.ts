/** A part of the page that is kept or left out as a whole. */
export interface Item {
  readonly text: string;
  /** Within a section, the items worth most are kept. */
  readonly worth: number;
}

/** Items that belong together: a list, a table, a row of folds. */
export interface Section {
  /** What its items are, in the plural, for the sentence that says what was left out. */
  readonly noun: string;
  /** Lines above the items: a heading, the head of a table. */
  readonly head: string;
  readonly items: readonly Item[];
  /** Lines below the items. */
  readonly tail: string;
  /** The lower it is, the longer its items are kept; sections of one rank take turns. */
  readonly rank: number;
}

/** A section of items that are worth the same. */
export function sectionOf(noun: string, rank: number, head: string, texts: readonly string[], tail = ''): Section {
  return { noun, rank, head, tail, items: texts.map((text) => ({ text, worth: 0 })) };
}

/**
 * The page, no longer than `limit`. What does not fit is left out item by item, and the page says so below the head, which
 * stays. Lengths are in UTF-8 bytes, of which a text has no fewer than characters.
 */
export function fitSections(head: string, sections: readonly Section[], limit: number): string {
  const whole = compose([head], sections);
  if (sizeOf(whole) <= limit) return whole;
  const kept = keepWithin(limit - sizeOf(head) - roomForNotice, sections);
  return compose([head, noticeOf(sections, kept)], kept);
}

const roomForNotice = 800;

function compose(heads: readonly string[], sections: readonly Section[]): string {
  const told = sections.filter(({ items }) => items.length > 0).map(composeSection);
  return `${[...heads, ...told].join('\n\n').trimEnd()}\n`;
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
    // What is worth less does not slip into the gap that is left, unless this one would fit no page.
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
  return ranks.flatMap((rank) => takeTurns(sections.filter((section) => section.rank === rank)));
}

/** The first item of each section, then the second of each: a long section does not crowd out a short one. */
function takeTurns(sections: readonly Section[]): { readonly section: Section; readonly item: Item }[] {
  const queues = sections.map((section) => {
    return section.items.toSorted((a, b) => b.worth - a.worth).map((item, turn) => ({ section, item, turn }));
  });
  return queues.flat().sort((a, b) => a.turn - b.turn);
}

/** With the empty lines around it. */
function frameSize({ head, tail }: Section): number {
  return sizeOf(head) + sizeOf(tail) + 4;
}

function noticeOf(sections: readonly Section[], kept: readonly Section[]): string {
  const told = sections.flatMap(({ noun, items }, index) => {
    const left = items.length - (kept[index]?.items.length ?? 0);
    return left > 0 ? [`${noun} (${left} of ${items.length})`] : [];
  });
  return [
    '> [!NOTE]',
    `> Too long for one comment. Left out here: ${told.join(', ')}. The HTML or JSON report has all of it.`,
  ].join('\n');
}

const encoder = new TextEncoder();

function sizeOf(text: string): number {
  return encoder.encode(text).length;
}
