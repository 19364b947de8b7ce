import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, open } from './browser.ts';
import { aRun, mlflowAt } from './seed.ts';

const url = inject('server');
let browser: Browser;
let experiment: string;

beforeAll(async () => {
  browser = await launch();
  const mlflow = mlflowAt(url);
  experiment = (await mlflow<{ experiment_id: string }>('experiments/create', { name: 'left alone' })).experiment_id;
  for (const name of ['one', 'two']) await aRun(mlflow, experiment, name);
});
afterAll(() => browser.close());

/** Takes the server away from a page, or gives it back: nothing that it asks gets through. */
const setAway = (page: Page, isAway: boolean) => page.context().setOffline(isAway);


const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

test('the code of all pages comes while the first one rests', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`);
  await page.waitForResponse((response) => response.url().includes('/HelpPage-'));
  await setAway(page, true);
  await page.keyboard.press('?');
  await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
  await close();
});

test('a search waits for the server, and the rows say what they are of', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 'two').waitFor();
  await page.keyboard.press('x');
  await setAway(page, true);
  await page.getByRole('combobox', { name: 'Search runs' }).fill('one');
  await page.getByText('2 runs, from before this search', { exact: true }).waitFor();
  expect(await row(page, 'two').count()).toBe(1);
  expect(await page.locator('main .notice').count()).toBe(0);
  await page.getByText('Changes are off until it does').waitFor();
  const button = page.getByRole('button', { name: 'Delete', exact: true });
  expect([await button.isDisabled(), await button.getAttribute('title')]).toEqual([true, 'Changes are off until the server answers']);
  expect(await axe(page)).toEqual([]);
  await setAway(page, false);
  await page.getByText('1 run', { exact: true }).waitFor();
  expect(await row(page, 'two').count()).toBe(0);
  expect([await button.isDisabled(), await button.getAttribute('title')]).toEqual([false, '']);
  await close();
});

test('a page whose code is not here yet waits for a server that is away, and a table is left and found again', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 'two').waitFor();
  await setAway(page, true);
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByText('This page cannot be shown: the server does not answer.').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.goBack();
  await row(page, 'one').waitFor();
  expect(await page.getByText('2 runs', { exact: true }).count()).toBe(1);
  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByText('This page cannot be shown: the server does not answer.').waitFor();
  const document = await page.evaluateHandle(() => globalThis.document);
  await setAway(page, false);
  const began = performance.now();
  await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await document.evaluate((before) => before === globalThis.document)).toBe(true);
  await close();
});
