import { cleanText } from '../shared/clean-text.ts';
import { escapeHtml } from '../shared/escape-markup.ts';

const written = Symbol('markup');

/** Text that is HTML already. JSON cannot contain a symbol, so no value of a report passes for it. */
export interface Markup {
  readonly [written]: string;
}

export type Fragment = Markup | string | number | null | readonly Markup[];

/** HTML from a template: strings are escaped, markup is kept as it is, null is left out. Attributes must be in quotes. */
export function html(template: TemplateStringsArray, ...fragments: readonly Fragment[]): Markup {
  const rest = fragments.map((fragment, index) => `${fragmentText(fragment)}${template[index + 1]}`);
  return { [written]: `${template[0]}${rest.join('')}` };
}

/** Text of several lines for a `pre`; its control characters must have been removed already. */
export function preformatted(text: string): Markup {
  return { [written]: escapeHtml(text) };
}

/** The HTML itself. */
export function markupText(markup: Markup): string {
  return markup[written];
}

function fragmentText(fragment: Fragment): string {
  if (fragment === null) return '';
  if (typeof fragment === 'string') return escapeHtml(cleanText(fragment));
  if (typeof fragment === 'number') return String(fragment);
  return isList(fragment) ? fragment.map(markupText).join('') : markupText(fragment);
}

/** Array.isArray does not know readonly arrays. */
function isList(fragment: Markup | readonly Markup[]): fragment is readonly Markup[] {
  return Array.isArray(fragment);
}
