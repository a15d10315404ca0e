import { expect, it } from 'vitest';
import { escapeHtml, escapeText, escapeXml } from '../../../src/report/shared/escape-markup.ts';

it('escapes once each character that could end a text or an attribute', () => {
  const text = `<a href="x">&amp;'`;
  expect(escapeText(text)).toBe(`&lt;a href=&quot;x&quot;&gt;&amp;amp;'`);
  expect(escapeHtml(text)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&#39;');
  expect(escapeXml(text)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;amp;&apos;');
});
