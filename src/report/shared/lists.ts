/** The first `most` items, and a note of how many more there are, for the renderer to join or to leave empty. */
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

/** A list with its label in front of the text, or an empty one where there is no text. */
export function labelled(label: string, text: string | null, render = (plain: string) => plain): string[] {
  return text ? [`${label}: ${render(text)}`] : [];
}
