import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { largeReport, reviewReport, smallReport } from '../report/html-reports.ts';
import { expectQuiet, useBrowser } from './browser.ts';

const { open } = useBrowser();

const esc = String.fromCharCode(27);
const markup = `</script></style></textarea>--><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>`;
const evil = `${markup}"'\`onmouseover=alert(4) x="& &lt; | @everyone ${esc}[31m\u202e\u2028\r\n::error::`;

/** Words that the report's own schema fixes. */
const fixed = new Set(['command', 'outcome', 'action', 'origin', 'severity', 'status', 'day_of_week']);

/** The report with something hostile before each text in it, even if the schema would refuse it. */
function hostile<T>(value: T, key = ''): T {
  if (typeof value === 'string')
    return (value === '' || fixed.has(key) || key.endsWith('_time') ? value : evil + value) as T;
  if (Array.isArray(value)) return value.map((item) => hostile(item, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hostile(item, name)])) as T;
}

const elements = (page: Page) =>
  page.evaluate<
    Record<string, number>
  >(`[...document.querySelectorAll('*')].reduce((counts, { localName, attributes }) => {
    for (const name of [localName, ...[...attributes].map((attribute) => '@' + attribute.name)]) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }, {})`);

describe('the page', () => {
  it.each<[string, Report]>([
    ['3 numbers', smallReport()],
    ['a review', reviewReport()],
    ['2,000 numbers', largeReport(2_000)],
  ])('sends no request and logs no error: %s', async (_, report) => {
    const { page, ...seen } = await open(report);
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.getByLabel('Search').fill('branch');
    expectQuiet(seen);
  });

  it('runs only its own script and style', async () => {
    const { page, complaints } = await open(smallReport());
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      document.body.setAttribute('style', 'color: red');
      return [window.ran ?? false, getComputedStyle(document.body).color === 'rgb(255, 0, 0)'];
    })()`);
    expect(ran).toEqual([false, false]);
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).toHaveLength(2);
  });
});

describe('a hostile report', () => {
  it.each<[string, Report]>([
    ['3 numbers', smallReport()],
    ['a review', reviewReport()],
    ['a diff', { ...reviewReport(), command: 'diff' }],
  ])('adds no element and no attribute, and runs nothing: %s', async (_, report) => {
    const tame = await elements((await open(report)).page);
    const { page, ...seen } = await open(hostile(report));
    await page.mouse.move(300, 300);
    await page.getByRole('button', { name: 'Open all' }).click();
    await page.getByRole('button', { name: 'Close all' }).click();
    await page.getByLabel('Search').fill('<script>alert');
    const counts = await elements(page);
    expect({ ...counts, '@open': 0, '@hidden': 0 }).toEqual({ ...tame, '@open': 0, '@hidden': 0 });
    expectQuiet(seen);
  });

  it('is shown as text, without characters that reorder it', async () => {
    const { page } = await open(hostile(smallReport()));
    const text = (await page.locator('body').textContent()) ?? '';
    expect(text).toContain(`${markup}"'\`onmouseover=alert(4) x="& &lt; | @everyone  [31m ::error::`);
    expect(text).not.toContain('\u202e');
    expect(text).not.toContain(esc);
    expect(await page.locator('.number > summary .name').first().textContent()).toContain(markup);
  });

  it('does not widen the page of a phone', async () => {
    const long = `${evil}${'x'.repeat(500)}`;
    const report = JSON.parse(JSON.stringify(hostile(reviewReport())).replaceAll('Support', long.slice(-400)));
    const { page } = await open(report, { viewport: { width: 375, height: 800 } });
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(375);
  });
});
