import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { mlflowAt, seed, type Seed } from './seed.ts';

const url = inject('server');
let browser: Browser;
let seeded: Seed;

beforeAll(async () => {
  browser = await launch();
  seeded = await seed(mlflowAt(url), 'shell');
});
afterAll(() => browser.close());

/** Every address, with its ids; pages say when they are whole by a heading. */
const addresses: readonly [name: string, path: () => string][] = [
  ['home', () => '/'],
  ['experiments', () => '/e'],
  ['help', () => '/help'],
  ['calls', () => '/docs/api'],
  ['runs', () => `/e/${seeded.experiment}`],
];

for (const [name, path] of addresses) {
  for (const size of [WIDE, NARROW]) {
    test(`${name}, ${size.width} px: no fault, no barrier in either theme, no sideways scroll`, async () => {
      const { page, faults, close } = await open(browser, url + path(), { size });
      await page.getByRole('heading', { level: 1 }).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page), colorScheme).toEqual([]);
      }
      expect(await sideways(page)).toBe(0);
      expect(faults).toEqual([]);
      await close();
    });
  }
}

test('the calls are told without a script, each at an address of its own', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: WIDE, colorScheme: 'dark' });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${url}/docs/api`);
  expect(asked.filter((path) => !path.endsWith('.css'))).toEqual(['/docs/api']);
  const contents = page.getByRole('navigation', { name: 'Calls' });
  await contents.getByRole('link', { name: 'GET /changes', exact: true }).click();
  expect(new URL(page.url()).hash).toBe('#changes');
  const call = page.locator('#changes');
  expect((await call.boundingBox())?.y).toBeGreaterThanOrEqual(40);
  await call.getByRole('link', { name: 'Changes', exact: true }).click();
  expect(new URL(page.url()).hash).toBe('#shape-Changes');
  await page.getByRole('link', { name: 'Modelyard', exact: true }).click();
  expect(page.url()).toBe(`${url}/`);
  await context.close();
});

test('the help leads to the calls', async () => {
  const { page, faults, close } = await open(browser, `${url}/help`);
  await page.getByRole('link', { name: 'a page of their own' }).click();
  await page.getByRole('heading', { level: 1, name: 'API' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('an address of MLflow leads to ours at once', async () => {
  const { page, close } = await open(browser, `${url}/#/experiments/1/runs/${seeded.run}`);
  await page.waitForURL(`${url}/r/${seeded.run}`);
  await close();
});

test('an unknown address is told of as such', async () => {
  const { page, faults, close } = await open(browser, `${url}/nothing/classifier`, { expected: [404] });
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await page.getByRole('link', { name: 'classifier shell' }).waitFor();
  expect(await page.title()).toBe('No such page · Modelyard');
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('the theme is chosen once and holds from the first paint on', async () => {
  const { page, close } = await open(browser, `${url}/help`);
  const button = page.getByRole('button', { name: /^Theme/ });
  await button.click();
  await button.click();
  const answer = await page.goto(`${url}/e`);
  expect(await answer?.text()).toContain('data-theme="dark"');
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await ground()).toBe('rgb(20, 22, 26)');
  await page.goto(`${url}/docs/api`);
  expect(await ground()).toBe('rgb(20, 22, 26)');
  await close();
});

test('the keyboard alone skips to the content, searches and opens the map of keys', async () => {
  const { page, close } = await open(browser, `${url}/help`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  await page.keyboard.press('/');
  await page.keyboard.type(seeded.run);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${url}/r/${seeded.run}`);
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Help' }).waitFor();
  await page.goBack();
  await page.waitForURL(`${url}/r/${seeded.run}`);
  await close();
});

test('the bar finds experiments and models by parts of their names, and runs by parts of their ids', async () => {
  const { page, faults, close } = await open(browser, `${url}/help`);
  const box = page.getByRole('textbox', { name: 'Find experiments and models by name, runs by id' });
  await box.fill('SHELL visi');
  await page.getByRole('link', { name: /^Experiment vision/ }).waitFor();
  await box.fill('ssifier sh');
  const model = page.getByRole('link', { name: 'Model classifier shell' });
  await model.waitFor();
  expect(await axe(page)).toEqual([]);
  await box.press('ArrowDown');
  expect(await model.evaluate((link) => link === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  expect(await model.count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${url}/m/classifier%20shell`);
  for (const part of [seeded.run.slice(-8), seeded.run.slice(0, 16), seeded.run.toUpperCase()]) {
    await page.goto(`${url}/help`);
    await box.fill(part);
    await page.getByRole('link', { name: /^Run resnet-0/ }).waitFor();
    await box.press('Enter');
    await page.waitForURL(`${url}/r/${seeded.run}`);
  }
  await box.fill('nothing like it');
  await page.getByText('Nothing has “nothing like it” in its name or id.').waitFor();
  await page.setViewportSize(NARROW);
  await box.fill(seeded.run.slice(-8));
  await page.getByText(/runs of the last 90 days/).waitFor();
  expect(await sideways(page)).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
