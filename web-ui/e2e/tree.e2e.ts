import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { mlflowAt, type Mlflow } from './seed.ts';

let browser: Browser;
let mlflow: Mlflow;
let url: string;
let experiment: string;
let first: string;
let inner: string;

/** A run that has ended, each later than the one made before it. */
async function run(name: string, parent: string | undefined, metrics: Record<string, number>, params: Record<string, string>): Promise<string> {
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: experiment,
    run_name: name,
    user_id: 'ada',
    start_time: Date.now(),
    tags: parent ? [{ key: 'mlflow.parentRunId', value: parent }] : [],
  });
  const id = run.info.run_id;
  await mlflow('runs/log-batch', {
    run_id: id,
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: Date.now(), step: 1 })),
    params: Object.entries(params).map(([key, value]) => ({ key, value })),
  });
  await mlflow('runs/update', { run_id: id, status: 'FINISHED', end_time: Date.now() });
  return id;
}

beforeAll(async () => {
  url = inject('server');
  mlflow = mlflowAt(url);
  browser = await launch();
  const made = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'sweeps' });
  experiment = made.experiment_id;
  first = await run('sweep one', undefined, { acc: 0.5, loss: 1 }, { opt: 'adam', lr: '0.1' });
  await run('one a', first, { acc: 0.75, loss: 0.5 }, { opt: 'adam', lr: '1e-2' });
  const outer = await run('one b', first, { acc: 0.25, loss: 2 }, { opt: `it's "sgd"`, lr: '0.3' });
  inner = await run('one b inner', outer, { acc: 0.3 }, {});
  await run('sweep two', undefined, { acc: 0.9, loss: 0.25 }, { opt: 'adam', lr: '0.1' });
});
afterAll(() => browser.close());

const row = (page: Page, i: number) => page.locator(`.rows [role=row][aria-rowindex="${i + 1}"]`);
const names = (page: Page) => page.locator('.rows-shown [role=row] .name a').allTextContents();
const shows = (page: Page, expected: string[]) => expect.poll(() => names(page)).toEqual(expected);

test('what is nested opens and closes by keys, and the address keeps it', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await shows(page, ['sweep two', 'sweep one']);
  await page.getByRole('treegrid').focus();
  for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  await shows(page, ['sweep two', 'sweep one', 'one b', 'one a']);
  for (const key of ['ArrowRight', 'o']) await page.keyboard.press(key);
  await shows(page, ['sweep two', 'sweep one', 'one b', 'one b inner', 'one a']);
  expect(await row(page, 4).getAttribute('aria-level')).toBe('3');

  const other = await open(browser, page.url());
  await shows(other.page, ['sweep two', 'sweep one', 'one b', 'one b inner', 'one a']);
  await other.close();

  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  await shows(page, ['sweep two', 'sweep one', 'one b', 'one a']);
  await page.keyboard.press('ArrowLeft');
  await shows(page, ['sweep two', 'sweep one']);
  await page.getByRole('button', { name: 'Nested' }).click();
  await shows(page, ['sweep two', 'one b inner', 'one b', 'one a', 'sweep one']);
  expect(faults).toEqual([]);
  await close();
});

test('a search finds runs wherever they are nested', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}?q=lr<0.1`);
  await shows(page, ['one a']);
  expect(faults).toEqual([]);
  await close();
});

test('selected runs have curves, also those nested in what is closed', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}?view=curves&sel=${first},${inner}`);
  const legend = page.getByRole('list', { name: 'Runs' });
  await legend.getByText('one b inner').waitFor();
  await legend.getByText('sweep one').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('groups have number, mean and spread of all their runs, and open', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await page.getByRole('combobox', { name: 'Group by' }).selectOption({ label: 'by opt' });
  await row(page, 1).getByText('adam').waitFor();
  expect(await row(page, 1).textContent()).toContain('3 runs');
  expect(await row(page, 1).textContent()).toContain('0.7167 ± 0.2');
  const cut = (cells: Element[]) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent);
  expect(await page.locator('.group-line .clip:not(.grow)').evaluateAll(cut)).toEqual([]);
  expect(await row(page, 3).textContent()).toContain('without opt');
  await page.getByRole('treegrid').focus();
  for (const key of ['ArrowDown', 'Enter', 'ArrowDown']) await page.keyboard.press(key);
  await shows(page, ['one b']);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('o');
  await shows(page, ['one b', 'one b inner']);

  const other = await open(browser, page.url());
  await shows(other.page, ['one b', 'one b inner']);
  await other.page.getByRole('combobox', { name: 'Order by' }).selectOption('metrics.acc');
  await other.page.getByRole('button', { name: 'Descending' }).click();
  await row(other.page, 1).getByText('sgd').waitFor();
  await other.close();
  expect(faults).toEqual([]);
  await close();
});

test('curves of groups are the medians of their runs, and follow another grouping', async () => {
  const made = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'seeds' });
  for (const [lr, seed] of [['0.1', 1], ['0.1', 2], ['0.1', 6], ['0.01', 3]] as const) {
    const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id: made.experiment_id, user_id: 'ada' });
    const metrics = Array.from({ length: 30 }, (_, step) => ({ key: 'loss', value: seed * 10 + step, timestamp: 1_000 + step, step }));
    await mlflow('runs/log-batch', { run_id: run.info.run_id, metrics, params: [{ key: 'lr', value: lr }, { key: 'seed', value: String(seed) }] });
  }
  const { page, faults, close } = await open(browser, `${url}/e/${made.experiment_id}?view=curves&group=params.lr`);
  const said = page.getByRole('figure', { name: 'Chart of loss' }).locator('figcaption');
  await expect.poll(() => said.textContent()).toBe('0.01: 30 points, from 30 to 59, last 59. 0.1: 90 points, from 10 to 89, last 49.');
  expect(await page.getByRole('list', { name: 'Groups' }).getByRole('listitem').allTextContents()).toEqual([' 0.01 1 run', ' 0.1 3 runs']);
  expect(await axe(page)).toEqual([]);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/groups-curves.png` });
  await page.getByLabel('Group by').selectOption('user');
  await expect.poll(() => said.textContent()).toBe('120 points, from 10 to 89, last 54.');
  expect(faults).toEqual([]);
  await close();
});

test('a group that cannot be made is said, and why', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}?group=nonsense`, { expected: [400] });
  await page.getByText('The groups cannot be shown').waitFor();
  await page.getByText("Invalid group 'nonsense'").waitFor();
  expect(await axe(page)).toEqual([]);
  await close();
});

test('a difference in the main metric is judged as the experiment says', async () => {
  const { experiment_id: here } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'odd metrics' });
  for (const [key, value] of [['name', 'val_acc'], ['greaterIsBetter', 'False']] as const) {
    await mlflow('experiments/set-experiment-tag', { experiment_id: here, key: `mlflow.experiment.primaryMetric.${key}`, value });
  }
  let pin = '';
  for (const value of [0.5, 0.75]) {
    const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id: here, start_time: Date.now() });
    await mlflow('runs/log-metric', { run_id: run.info.run_id, key: 'val_acc', value, timestamp: Date.now(), step: 1 });
    pin ||= run.info.run_id;
  }
  const { page, faults, close } = await open(browser, `${url}/e/${here}?pin=${pin}`);
  await expect.poll(() => row(page, 1).textContent()).toContain('+0.2500 worse');
  expect(faults).toEqual([]);
  await close();
});

test('all runs are compared with a reference, which stays on top', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}?flat=1&sort=name`);
  await page.getByRole('grid').focus();
  for (const key of ['End', 'k', 'r']) await page.keyboard.press(key);
  const top = page.locator('.top [role=row]').last();
  await top.getByText('sweep one').waitFor();
  expect(await top.textContent()).toContain('reference');
  await expect.poll(() => row(page, 1).textContent()).toContain('+0.2500 better');
  expect(await row(page, 1).textContent()).toContain('−0.5000 better');
  expect(await row(page, 2).textContent()).toContain('−0.2500 worse');
  expect(await row(page, 2).textContent()).toContain('+0.2000');
  expect(new URL(page.url()).searchParams.get('pin')).toBe(first);
  expect(await axe(page)).toEqual([]);

  // Of a group its mean is.
  const grouped = await open(browser, `${page.url()}&group=params.opt`);
  await expect.poll(() => row(grouped.page, 1).textContent()).toContain('+0.2167 better');
  await grouped.close();

  // Also where the search does not find it.
  const other = await open(browser, `${page.url()}&q=inner`);
  await other.page.locator('.top').getByText('sweep one').waitFor();
  await expect.poll(() => row(other.page, 1).textContent()).toContain('−0.2000 worse');
  await other.close();
  await page.keyboard.press('r');
  await top.getByText('sweep one').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

for (const size of [WIDE, NARROW]) {
  test(`nested, grouped, compared at ${size.width} px: no fault, no barrier in either theme, no sideways scroll`, async () => {
    for (const view of [`open=${first}&pin=${first}`, `group=params.opt&open=%3Dadam&pin=${first}`]) {
      const { page, faults, close } = await open(browser, `${url}/e/${experiment}?${view}`, { size });
      await row(page, 3).waitFor();
      await page.locator('.top').getByText('reference').waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page), `${view} ${colorScheme}`).toEqual([]);
        if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/tree-${view.slice(0, 4)}-${size.width}-${colorScheme}.png` });
      }
      expect(await sideways(page)).toBe(0);
      expect(faults).toEqual([]);
      await close();
    }
  });
}
