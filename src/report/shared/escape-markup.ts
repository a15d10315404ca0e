/*
 * HTML and XML share these entities. The apostrophe differs: older HTML does not know XML's `&apos;`, and between tags
 * it needs no entity at all.
 */
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text between the tags of HTML or XML. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}

/** Text for HTML, in a quoted attribute too. */
export function escapeHtml(text: string): string {
  return escapeText(text).replaceAll("'", '&#39;');
}

/** Text for XML, in a quoted attribute too. */
export function escapeXml(text: string): string {
  return escapeText(text).replaceAll("'", '&apos;');
}
