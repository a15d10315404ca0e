import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderHtml } from '../../src/report/html.ts';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine. Without one the tests fail: tests that are skipped silently prove nothing. */
function findChromium(): string {
  const found = [process.env.CHROMIUM_PATH ?? '', ...usual].find((path) => path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error(`No Chromium (${usual.join(', ')}): apt-get install chromium, or set CHROMIUM_PATH`);
  }
  return found;
}

/** What a page did besides being shown. */
export interface Seen {
  readonly requests: string[];
  readonly complaints: string[];
}

export interface Opened extends Seen {
  readonly page: Page;
}

interface Opener {
  /** Opens a report as a file, as a reader would. Fragments go to `hash`. */
  readonly open: (report: Report, options?: BrowserContextOptions, hash?: string) => Promise<Opened>;
}

/** A browser for a test file, started and ended with it. */
export function useBrowser(): Opener {
  const folder = mkdtempSync(join(tmpdir(), 'callctl-browser-'));
  let browser: Browser | undefined;
  const started = () => {
    if (browser === undefined) throw new Error('the browser has not started');
    return browser;
  };
  beforeAll(async () => {
    // Containers and runners rarely allow the sandbox, and what is opened is our own page.
    browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  const open = async (report: Report, options: BrowserContextOptions = {}, hash = '') => {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderHtml(report));
    const context = await started().newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const seen = watch(page);
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    return { page, ...seen };
  };
  return { open };
}

/** Records requests beyond the page itself, and every error, warning and dialog of the page. */
function watch(page: Page): Seen {
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  return { requests, complaints };
}

/** Neither a request, nor an error, nor a violation of the page's policy. */
export function expectQuiet({ requests, complaints }: Seen): void {
  expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
}

/** Names of the numbers shown. */
export function shownNames(page: Page): Promise<string[]> {
  return page.locator('.number:not([hidden]) > summary .name').allTextContents();
}

/** What has the focus, by its id or its first words. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { id, textContent } = document.activeElement;
    return id || textContent.trim();
  })()`);
}
