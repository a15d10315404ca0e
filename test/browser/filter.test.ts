import { describe, expect, it } from 'vitest';
import { largeReport, reviewReport, smallReport } from '../report/html-reports.ts';
import { expectQuiet, focused, shownNames, useBrowser } from './browser.ts';

const { open } = useBrowser();

describe('the filter', () => {
  it('shows numbers by outcome, several at once', async () => {
    const { page, ...seen } = await open(smallReport());
    await page.getByRole('button', { name: 'Failed 1' }).click();
    expect(await shownNames(page)).toEqual(['Hotline, Mumbai']);
    await page.getByRole('button', { name: 'In sync 1' }).click();
    expect(await shownNames(page)).toEqual(['Hotline, Mumbai', 'Sales, Berlin']);
    expect(await page.getByRole('status').textContent()).toBe('2 of 3 numbers shown');
    expect(await page.getByRole('heading', { name: 'To change' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Failed 1' }).click();
    expect(await shownNames(page)).toEqual(['Sales, Berlin']);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await shownNames(page)).toHaveLength(3);
    expect(await page.getByRole('status').textContent()).toBe('3 numbers');
    expectQuiet(seen);
  });

  it('shows numbers by account, and those without one', async () => {
    const { page } = await open(smallReport());
    const account = page.getByLabel('Account');
    await account.selectOption('brazil');
    expect(await shownNames(page)).toEqual(['Support, São Paulo']);
    await account.selectOption('no account');
    expect(await shownNames(page)).toEqual(['Sales, Berlin']);
    await account.selectOption('All accounts');
    expect(await shownNames(page)).toHaveLength(3);
  });

  it.each([
    ['berlin', 'Sales, Berlin'],
    ['106540352242924', 'Hotline, Mumbai'],
    ['DISABLE_all', 'Support, São Paulo'],
    ['weekly saturday', 'Support, São Paulo'],
    ['neither in the file nor live', 'Hotline, Mumbai'],
  ])('finds by text: %s', async (text, name) => {
    const { page } = await open(smallReport());
    await page.getByLabel('Search').fill(text);
    expect(await shownNames(page)).toEqual([name]);
  });

  it('shows numbers with risk, and those with drift', async () => {
    const { page } = await open(reviewReport());
    await page.getByRole('button', { name: 'With risk 2' }).click();
    expect(await shownNames(page)).toHaveLength(2);
    await page.getByRole('button', { name: 'With drift 1' }).click();
    expect(await shownNames(page)).toEqual(['Support, São Paulo']);
  });

  it('is kept in the address, and read from it', async () => {
    const { page } = await open(smallReport());
    await page.getByRole('button', { name: 'To change 1' }).click();
    await page.getByLabel('Account').selectOption('brazil');
    await page.getByLabel('Search').fill('são');
    const hash = await page.evaluate<string>('location.hash');
    expect(hash).toBe('#outcome=drifted&account=brazil&text=s%C3%A3o');
    const { page: again } = await open(smallReport(), {}, hash);
    expect(await shownNames(again)).toEqual(['Support, São Paulo']);
    expect(await again.getByLabel('Search').inputValue()).toBe('são');
    expect(await again.getByRole('button', { name: 'To change 1' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('is cleared by a link to a hidden number', async () => {
    const { page } = await open(smallReport());
    await page.getByRole('button', { name: 'Failed 1' }).click();
    await page.evaluate(`location.hash = 'n106540352242923'`);
    await expect.poll(() => shownNames(page)).toHaveLength(3);
    expect(await page.locator('#n106540352242923').getAttribute('open')).toBe('');
  });

  it('responds at once with 2,000 numbers', async () => {
    const { page } = await open(largeReport(2_000));
    await page.getByLabel('Search').focus();
    const took = await page.evaluate<number[]>(`['branch 15', 'disable_all', 'zzz', ''].map((text) => {
      const search = document.getElementById('search');
      const start = performance.now();
      search.value = text;
      search.dispatchEvent(new Event('input'));
      return performance.now() - start;
    })`);
    // An idle machine needs a tenth of this: the bound only detects a freeze.
    expect(Math.max(...took)).toBeLessThan(500);
    await page.getByLabel('Search').fill('branch 1999');
    expect(await shownNames(page)).toEqual(['Branch 1999']);
  });
});

describe('with the keyboard alone', () => {
  it('the first stop skips to the numbers', async () => {
    const { page } = await open(largeReport(20));
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the numbers');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('numbers');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toMatch(/^Failed Failing 0/);
  });

  it('the stops follow the order of reading', async () => {
    const { page } = await open(smallReport());
    const stops: string[] = [];
    for (let stop = 0; stop < 11; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push((await focused(page)).slice(0, 10).trim());
    }
    expect(stops).toEqual([
      'Skip to th',
      'Failed 1',
      'To change',
      'In sync 1',
      'With risk',
      'search',
      'account',
      'clear',
      'open',
      'close',
      'Failed Hot',
    ]);
  });

  it('Enter opens a number and Space closes it', async () => {
    const { page } = await open(largeReport(20));
    const number = page.locator('.number').first();
    await number.locator('> summary').focus();
    expect(await number.locator('.findings').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await number.locator('.findings').isVisible()).toBe(true);
    await page.keyboard.press('Space');
    expect(await number.locator('.findings').isVisible()).toBe(false);
  });

  it('/ goes to the search, where it is a letter, and Escape empties it', async () => {
    const { page } = await open(smallReport());
    await page.keyboard.press('/');
    expect(await focused(page)).toBe('search');
    await page.keyboard.type('sales/');
    expect(await page.getByLabel('Search').inputValue()).toBe('sales/');
    expect(await shownNames(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await shownNames(page)).toHaveLength(3);
  });

  it('Space filters by outcome', async () => {
    const { page } = await open(smallReport());
    await page.getByRole('button', { name: 'To change 1' }).focus();
    await page.keyboard.press('Space');
    expect(await shownNames(page)).toEqual(['Support, São Paulo']);
  });

  it('the focus is visible', async () => {
    const { page } = await open(smallReport());
    const unseen = await page.evaluate<string[]>(`[...document.querySelectorAll('a, button, input, select, summary')]
      .filter((element) => {
        element.focus({ focusVisible: true });
        return document.activeElement === element && getComputedStyle(element).outlineStyle === 'none';
      }).map((element) => element.outerHTML)`);
    expect(unseen).toEqual([]);
  });
});
