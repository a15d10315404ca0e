/** The first `most` items; `rest` is `and N more`, or empty where no item is left out. */
export function firstOf<Item>(
  items: readonly Item[],
  most: number,
): { readonly shown: readonly Item[]; readonly rest: readonly string[] } {
  const more = items.length - most;
  return { shown: items.slice(0, most), rest: more > 0 ? [`and ${more} more`] : [] };
}

/** The first item of each list, then the second of each: where room runs out, one long list does not crowd out the others. */
export function takeTurns<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const ranked = lists.flatMap((list) => list.map((item, rank) => ({ item, rank })));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** `label: text` as a list of one line; empty without a text. */
export function labelled(label: string, text: string | null, render = (plain: string) => plain): string[] {
  return text ? [`${label}: ${render(text)}`] : [];
}
