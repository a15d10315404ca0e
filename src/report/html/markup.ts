import { cleanText } from '../shared/clean-text.ts';

const written = Symbol('markup');

/** Text that is HTML already. JSON cannot hold a symbol, so nothing out of a report ever passes for it. */
export interface Markup {
  readonly [written]: string;
}

export type Fragment = Markup | string | number | null | readonly Markup[];

/** HTML from a template: strings come in escaped, markup as it is, null as nothing. Attributes must be in quotes. */
export function html(template: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup {
  const rest = fragments.map((fragment, index) => `${fragmentText(fragment)}${template[index + 1]}`);
  return { [written]: `${template[0]}${rest.join('')}` };
}

/** Text of several lines for a `pre`; its controls must be gone already. */
export function preformatted(text: string): Markup {
  return { [written]: escapeText(text) };
}

/** The HTML itself. */
export function markupText(markup: Markup): string {
  return markup[written];
}

function fragmentText(fragment: Fragment): string {
  if (fragment === null) return '';
  if (typeof fragment === 'string') return escapeText(cleanText(fragment));
  if (typeof fragment === 'number') return String(fragment);
  return isList(fragment) ? fragment.map(markupText).join('') : markupText(fragment);
}

/** Array.isArray does not know readonly arrays. */
function isList(fragment: Markup | readonly Markup[]): fragment is readonly Markup[] {
  return Array.isArray(fragment);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
