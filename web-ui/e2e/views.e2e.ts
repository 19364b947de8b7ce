import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, NARROW, open, sideways } from './browser.ts';
import { mlflowAt, type Mlflow } from './seed.ts';

const RUNS = 260;

let browser: Browser;
let mlflow: Mlflow;
let url: string;
let experiment: string;

beforeAll(async () => {
  url = inject('server');
  mlflow = mlflowAt(url);
  browser = await launch();
  ({ experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'views' }));
  const one = (i: number) => mlflow('runs/create', { experiment_id: experiment, run_name: `run-${i}`, start_time: 1_700_000_000_000 - i * 60_000 });
  for (let from = 0; from < RUNS; from += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, i) => one(from + i)));
  }
});
afterAll(() => browser.close());

const row = (page: Page, i: number) => page.locator(`[role=row][aria-rowindex="${i + 1}"]`);

test('a link holds a selection that is too large for an address', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}?cols=params.lr`);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await row(page, 1).waitFor();
  for (const key of ['j', 'x', 'End']) await page.keyboard.press(key);
  await row(page, RUNS).getByText(`run-${RUNS - 1}`).waitFor();
  await page.keyboard.press('Shift+X');
  await page.getByText(`${RUNS - 1} selected`).waitFor();
  await page.keyboard.press('y');
  await page.getByText('Copied the address of this view').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/\/s\/[0-9a-f]{32}$/);
  // The button of those who have no keys gives the same.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  expect(await axe(page)).toEqual([]);

  const other = await open(browser, link);
  await other.page.getByText(`${RUNS - 1} selected`).waitFor();
  expect(new URL(other.page.url()).pathname).toBe(`/e/${experiment}`);
  expect(other.page.url().length).toBeLessThan(1_000);
  expect(new URL(other.page.url()).searchParams.get('cols')).toBe('params.lr');
  expect(await row(other.page, 1).getAttribute('aria-selected')).toBe('false');
  expect(await row(other.page, 2).getAttribute('aria-selected')).toBe('true');
  await other.page.reload();
  await other.page.getByText(`${RUNS - 1} selected`).waitFor();
  expect([...faults, ...other.faults]).toEqual([]);
  await Promise.all([close(), other.close()]);
});

test('a view that nobody saved is said not to be there', async () => {
  const { page, faults, close } = await open(browser, `${url}/s/0123`, { expected: [404] });
  await page.getByRole('alert').getByText('No view is saved under this key').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('a browser that keeps nothing shows every page, and what is chosen holds until it is left', async () => {
  const forbid = (opened: Page) =>
    opened.addInitScript(() => {
      for (const kind of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, kind, { get: () => { throw new DOMException('The operation is insecure.', 'SecurityError'); } });
      }
    });
  const { page, faults, close } = await open(browser, url, { before: forbid });
  await page.getByRole('heading', { name: 'Latest runs' }).waitFor();
  await page.goto(`${url}/e/${experiment}`);
  await row(page, 1).click();
  await page.getByText('1 selected').waitFor();
  await page.goto(`${url}/settings`);
  await page.getByRole('checkbox', { name: /^Single keys/ }).click();
  await page.keyboard.press('?');
  expect(await page.getByRole('checkbox', { name: /^Single keys/ }).isChecked()).toBe(false);
  expect(faults).toEqual([]);
  await close();
});

test('settings hold for the browser, from the first paint on', async () => {
  const { page, faults, close } = await open(browser, `${url}/settings`);
  await page.getByRole('button', { name: 'Compact' }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await page.getByRole('checkbox', { name: /^Single keys/ }).click();
  expect(await axe(page)).toEqual([]);
  const answer = await page.goto(`${url}/e/${experiment}`);
  expect(await answer?.text()).toContain('<html lang="en" data-theme="dark" data-density="compact">');
  const height = async () => (await page.locator('.rows-shown [role=row]').first().boundingBox())?.height;
  await row(page, 1).waitFor();
  expect(await height()).toBe(24);
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  // Where a row stands is reckoned from the same height.
  await row(page, RUNS).getByText(`run-${RUNS - 1}`).waitFor();
  expect(await page.locator('.rows-all').evaluate((rows) => rows.clientHeight)).toBe(RUNS * 24);
  await page.keyboard.press('x');
  expect(await page.getByText('1 selected').count()).toBe(0);
  await page.setViewportSize(NARROW);
  await expect.poll(height).toBe(52);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Comfortable' }).click();
  expect(await axe(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  await page.getByRole('checkbox', { name: /^Single keys/ }).click();
  // A box to tick has the focus, and takes Space alone.
  await page.keyboard.press('?');
  await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
