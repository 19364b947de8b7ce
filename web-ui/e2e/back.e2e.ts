import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, launch, open } from './browser.ts';
import { row, RUNS, theManyRuns, total } from './manyRuns.ts';
import { mlflowAt } from './seed.ts';

const url = inject('server');
let browser: Browser;
let experiment: string;

beforeAll(async () => {
  browser = await launch();
  experiment = await theManyRuns(mlflowAt(url));
});
afterAll(() => browser.close());

test('the address is the view: order, columns, selection and curves open elsewhere', async () => {
  const first = await open(browser, `${url}/e/${experiment}`);
  await row(first.page, 1).waitFor();
  const order = first.page.getByRole('combobox', { name: 'Order by' });
  await order.selectOption('metrics.acc');
  await row(first.page, 1).getByText('run-599').waitFor();
  // A list takes letters itself.
  await order.press('x');
  await order.blur();
  await first.page.keyboard.press('x');
  await first.page.getByText('1 selected', { exact: true }).waitFor();
  for (const key of ['j', 'j', 'Shift+X']) {
    await first.page.keyboard.press(key);
  }
  await first.page.getByText('3 selected').waitFor();
  await first.page.keyboard.press('Escape');
  await first.page.keyboard.press('g');
  await first.page.getByRole('heading', { name: 'acc' }).waitFor();

  const second = await open(browser, first.page.url());
  await second.page.getByRole('heading', { name: 'acc' }).waitFor();
  await second.page.getByText('3 selected').waitFor();
  const names = await second.page.getByRole('list', { name: 'Runs' }).getByRole('listitem').allTextContents();
  expect(names.map((name) => name.trim())).toEqual(['run-599', 'run-598', 'run-597']);
  expect(await axe(second.page)).toEqual([]);
  await first.close();
  await second.close();
});

test('who comes back to the table finds its place, row and focus', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  await page.keyboard.press('j');
  for (let i = 0; i < 19; i++) await page.keyboard.press('PageDown');
  const active = page.locator('.line.active');
  await active.locator('a').waitFor();
  const [name = '', top] = [await active.locator('.name a').textContent(), await page.locator('.run-table').evaluate((box) => box.scrollTop)];
  expect(top).toBeGreaterThan(200 * 28);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: name ?? '' }).waitFor();
  await page.goBack();
  await active.getByText(name ?? '', { exact: true }).waitFor();
  expect(await page.locator('.run-table').evaluate((box) => box.scrollTop)).toBe(top);
  expect(await page.locator('.run-table:focus').count()).toBe(1);

  await page.getByRole('link', { name: `run-${Number(name?.slice(4)) - 3}`, exact: true }).click();
  await page.getByRole('heading', { level: 1 }).getByText('run-').waitFor();
  await page.reload();
  await page.goBack();
  await active.getByText(`run-${Number(name?.slice(4)) - 3}`, { exact: true }).waitFor();
  expect(await page.locator('.run-table:focus').count()).toBe(1);

  await page.keyboard.press('End');
  await active.getByText(`run-${RUNS - 1}`, { exact: true }).waitFor();
  await page.goForward();
  await page.getByRole('heading', { level: 1 }).getByText('run-').waitFor();
  await page.goBack();
  await active.getByText(`run-${RUNS - 1}`, { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('what is chosen is taken back by the back button, what is typed and selected is not', async () => {
  const { page, faults, close } = await open(browser, `${url}/e?q=many+runs`);
  await page.getByRole('link', { name: 'many runs', exact: true }).click();
  await row(page, 1).waitFor();
  await page.getByRole('combobox', { name: 'Search runs' }).fill('opt=sgd');
  await total(page, '200 runs').waitFor();
  await page.getByRole('button', { name: 'Curves' }).click();
  await page.getByRole('heading', { name: 'acc' }).waitFor();
  await page.goBack();
  await row(page, 1).getByText('run-0', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Deleted' }).click();
  await total(page, '0 runs').waitFor();
  await page.goBack();
  await row(page, 1).getByText('run-0', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  for (const column of ['lr', 'opt']) await page.getByRole('checkbox', { name: column }).click();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('columnheader', { name: 'opt' }).waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByRole('columnheader', { name: 'opt' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Experiments' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('a selection that is too large for an address stays in its tab', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  for (const key of ['x', 'j', 'x']) await page.keyboard.press(key);
  expect(page.url()).toMatch(/sel=[0-9a-f]{32},[0-9a-f]{32}$/);
  await page.keyboard.press('End');
  await row(page, RUNS).getByText('run-').waitFor();
  await page.keyboard.press('Shift+X');
  await page.getByText(`${RUNS} selected, too many`).waitFor();
  expect(page.url().length).toBeLessThan(1_000);
  await page.reload();
  await page.getByText(`${RUNS} selected, too many`).waitFor();
  const other = await open(browser, page.url());
  await other.page.getByText('The selection is too large for a link').waitFor();
  expect(await axe(other.page)).toEqual([]);
  await other.close();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.keyboard.press('x');
  await page.getByText('1 selected', { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
