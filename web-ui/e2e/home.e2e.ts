import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { mlflowAt, seed, type Mlflow } from './seed.ts';
import { TestServer } from './server.ts';

let browser: Browser;
let server: TestServer;
let mlflow: Mlflow;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), TestServer.start()]);
  mlflow = mlflowAt(server.url);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** The next stream of changes that a page opens. */
const streamOf = (page: Page) =>
  page.waitForResponse((response) => response.url().includes('/changes') && !response.url().includes('poll'));

/** How soon the first page shows a new run, ms: the best of a few, since other work is timed along. */
async function fastest(page: Page, experiment_id: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5 && Math.min(...times) >= 1_000; i++) {
    const run_name = `timed ${experiment_id} ${i}`;
    await mlflow('runs/create', { experiment_id, run_name, start_time: Date.now() });
    const made = performance.now();
    await page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: run_name }).waitFor();
    times.push(performance.now() - made);
  }
  return Math.min(...times);
}

test.each([WIDE, NARROW])('an empty server says how to begin ($width px)', async (size) => {
  const { page, faults, close } = await open(browser, server.url, { size });
  await page.getByRole('heading', { name: 'No run here yet' }).waitFor();
  for (const language of ['curl', 'Java', 'Python']) {
    await page.getByRole('tab', { name: language }).click();
    expect(await page.getByRole('tabpanel').textContent()).toContain(server.url);
  }
  expect(await axe(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

test('the first run, of a new experiment, shows by itself within a second', async () => {
  const { page, faults, close } = await open(browser, server.url);
  await Promise.all([streamOf(page), page.reload()]);
  await page.getByRole('heading', { name: 'No run here yet' }).waitFor();
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'first steps' });
  await mlflow('runs/create', { experiment_id, run_name: 'hello', start_time: Date.now() });
  await page.getByRole('region', { name: 'Running now' }).getByRole('link', { name: 'hello' }).waitFor();
  expect(await fastest(page, experiment_id)).toBeLessThan(1_000);
  expect(faults).toEqual([]);
  await close();
});

test('shows what goes on, what was last, where, and what is in Production', async () => {
  await seed(mlflow, 'home');
  const { page, faults, close } = await open(browser, server.url);
  const last = page.getByRole('region', { name: 'Latest runs' });
  await last.getByText('resnet-1 <script>alert(1)</script>').waitFor();
  await page.getByRole('region', { name: 'Running now' }).getByText('resnet-2 <script>').waitFor();
  const models = page.getByRole('region', { name: 'Models' });
  await models.getByRole('listitem').filter({ hasText: 'classifier home' }).getByRole('link', { name: 'v1' }).waitFor();
  const experiments = page.getByRole('region', { name: 'Experiments' });
  await experiments.getByRole('row', { name: 'vision <b>x</b> home 3' }).getByRole('img', { name: '3 runs in 14 days' }).waitFor();
  await last.getByRole('combobox').selectOption('ada');
  await last.getByText('hello').waitFor({ state: 'detached' });
  await page.reload();
  await last.getByText('resnet-0').waitFor();
  expect(await last.getByText('hello').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

test.each([
  ['/', '/runs/activity', '/changes?'],
  ['/e', '/experiments/search', '/runs/activity?'],
  ['/m', '/models?', '/changes?'],
  ['/m/classifier%20home', '/models/classifier%20home', '/events?'],
  ['/m/classifier%20home', '/model-versions/search', '/events?'],
  ['/deployed', '/deployed', '/changes?'],
])('the document of %s brings the answer of %s along', async (address, call, last) => {
  const { page, faults, close } = await open(browser, `${server.url}/help`);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
  // What a page asks for first it asks for all at once.
  await Promise.all([page.waitForResponse((response) => response.url().includes(last)), page.goto(server.url + address)]);
  expect(asked.filter((path) => path.includes('api/') && path.includes(call))).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('experiments are made, renamed, deleted, taken back and found by keyboard', async () => {
  const { page, faults, close } = await open(browser, `${server.url}/e`, { expected: [400] });
  await page.getByRole('link', { name: 'Default' }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Default');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('already exists').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('a <i>new</i> one');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/e\/\d+$/);
  await page.goBack();
  await page.getByRole('button', { name: 'Rename a <i>new</i> one' }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('renamed');
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'renamed' }).waitFor();
  await page.getByRole('button', { name: 'Delete renamed' }).press('Enter');
  await page.getByRole('link', { name: 'renamed' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'renamed' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('no such name');
  await page.getByText('No active experiment has “no such name” in its name.').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('all experiments scroll, only those in sight are drawn, and keys go through them', async () => {
  const created: Promise<unknown>[] = [];
  for (let i = 0; i < 200; i++) created.push(mlflow('experiments/create', { name: `one of many ${i}` }));
  await Promise.all(created);
  const { page, faults, close } = await open(browser, `${server.url}/e?q=one of many`);
  await page.getByText('200 experiments', { exact: true }).waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(100);
  await page.getByRole('grid', { name: 'Experiments' }).focus();
  await page.keyboard.press('End');
  const last = page.locator('[role=row][aria-rowindex="201"]');
  await last.getByRole('link').waitFor();
  const name = (await last.getByRole('link').textContent()) ?? '';
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('what was deleted can be restored from the list of the deleted', async () => {
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'gone' });
  await mlflow('experiments/delete', { experiment_id });
  const { page, faults, close } = await open(browser, `${server.url}/e?view=deleted`);
  await page.getByRole('button', { name: 'Restore gone' }).click();
  await page.getByRole('link', { name: 'gone' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Active' }).click();
  await page.getByRole('link', { name: 'gone' }).waitFor();
  expect(new URL(page.url()).search).toBe('');
  expect(faults).toEqual([]);
  await close();
});

test('a server that goes away and comes back loses nothing, and its news come again', async () => {
  await mlflow('runs/create', { experiment_id: '0', run_name: 'before', start_time: Date.now() });
  const { page, close } = await open(browser, server.url);
  const running = page.getByRole('region', { name: 'Running now' });
  await running.getByRole('link', { name: 'before' }).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${server.url}/e`);
  await other.getByRole('button', { name: 'New experiment' }).click();
  await other.getByRole('textbox', { name: 'Name', exact: true }).fill('kept');
  await page.bringToFront();
  await server.stop();
  await page.getByText('The server has not answered since').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await running.getByRole('link', { name: 'before' }).count()).toBe(1);
  const stream = streamOf(page);
  await server.start();
  const began = performance.now();
  await page.getByText('The server has not answered since').waitFor({ state: 'detached' });
  expect(performance.now() - began).toBeLessThan(5_000);
  await stream;
  expect(await fastest(page, '0')).toBeLessThan(1_000);
  expect(await other.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('kept');
  await other.getByRole('button', { name: 'Create' }).click();
  await other.waitForURL(/\/e\/\d+$/);
  await close();
});
