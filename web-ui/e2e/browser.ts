import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 360, height: 800 };

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

export interface Opened {
  readonly page: Page;
  /** What must not be: failed requests, errors in the console, calls to other hosts. */
  readonly faults: string[];
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly size?: { width: number; height: number };
  readonly theme?: 'light' | 'dark';
  /** Statuses of answers that this test expects, such as 404. */
  readonly expected?: readonly number[];
  /** What happens before the page is opened, such as holding back an answer. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A page in a fresh profile that notes everything that a healthy page does not do. */
export async function open(browser: Browser, address: string, options: OpenOptions = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: options.size ?? WIDE,
    colorScheme: options.theme ?? 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  // Less than a test may take, so that what did not come is told of by its name.
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = watch(context, page, new URL(address).host, options.expected ?? []);
  await options.before?.(page);
  await page.goto(address);
  return { page, faults, close: () => context.close() };
}

function watch(context: BrowserContext, page: Page, host: string, expected: readonly number[]): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    const known = expected.some((status) => message.text().includes(`status of ${status}`));
    if ((message.type() === 'error' || message.type() === 'warning') && !known) {
      faults.push(`console: ${message.text()} ${message.location().url}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !expected.includes(response.status())) {
      faults.push(`${response.status()} ${response.url()}`);
    }
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    // The viewer of PDF is a page of the browser's own.
    if (url.host !== host && !['data:', 'blob:', 'chrome:', 'chrome-extension:'].includes(url.protocol)) {
      faults.push(`another host: ${request.url()}`);
    }
  });
  return faults;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds wrong, a line each. */
export async function axe(page: Page): Promise<string[]> {
  // Past the policy, as a debugger may: the page itself could not load it.
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (what: Document) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run(document)).violations.map(({ id, nodes }) => ({ id, nodes }));
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}

/** Ends when all that the page knows by now is drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** How far the page can be scrolled sideways, px; 0 as it should be. */
export async function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
