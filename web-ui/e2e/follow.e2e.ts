import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, open } from './browser.ts';
import { aRun, filesAt, mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
const lines = (n: number, word = 'line'): string => Array.from({ length: n }, (_, i) => `${word} ${i + 1}\n`).join('');
let browser: Browser;
let experiment: string;
let put: ReturnType<typeof filesAt>;

beforeAll(async () => {
  browser = await launch();
  experiment = (await mlflow<{ experiment_id: string }>('experiments/create', { name: 'followed files' })).experiment_id;
  put = filesAt(url, experiment);
});
afterAll(() => browser.close());

/** The ranges of a file that the page asks for from now on. */
function ranges(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const range = request.headers()['range'];
    if (request.url().includes('/get-artifact') && range) asked.push(range);
  });
  return asked;
}

const text = (page: Page) => page.getByRole('region', { name: 'Text of the file' });
const end = (page: Page) => text(page).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);

/** Notes what moves that nobody has touched; the answer tells what did until then. */
async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  const observer = await page.evaluateHandle(() => {
    const moved: string[] = [];
    const note = (entries: PerformanceEntryList) => {
      for (const { sources } of entries as (PerformanceEntry & { sources: { node: Node | null }[] })[]) moved.push(...sources.map(({ node }) => node?.textContent?.slice(0, 80) ?? ''));
    };
    const watcher = new PerformanceObserver((list) => note(list.getEntries()));
    watcher.observe({ type: 'layout-shift' });
    return { moved, drawn: () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => (note(watcher.takeRecords()), done())))) };
  });
  return () => observer.evaluate(async ({ moved, drawn }) => (await drawn(), moved));
}

test('a log is followed to its end, and only what came is read', async () => {
  const run = await aRun(mlflow, experiment, 'runs');
  await put(run, 'train.log', '');
  const { page, faults, close } = await open(browser, `${url}/r/${run}/files/train.log`);
  await page.clock.install();
  await page.reload();
  await page.getByText('The file is empty.').waitFor();
  await put(run, 'train.log', lines(500));
  await page.getByText('line 500', { exact: true }).waitFor();
  const asked = ranges(page);
  const moved = await watchShifts(page);
  await put(run, 'train.log', lines(520));
  await page.getByText('line 520', { exact: true }).waitFor();
  await page.getByText('520 lines', { exact: true }).waitFor();
  expect(asked).toEqual([`bytes=${lines(500).length}-`]);
  expect(await end(page)).toBeLessThan(2);
  expect(await moved()).toEqual([]);

  // Who reads further up is left there.
  await text(page).evaluate((box) => box.scrollTo(0, 1_000));
  await put(run, 'train.log', lines(540));
  await page.getByText('540 lines', { exact: true }).waitFor();
  expect(await text(page).evaluate((box) => box.scrollTop)).toBe(1_000);

  // One that is longer, but not by what came to its end, is read as a whole.
  asked.length = 0;
  await put(run, 'train.log', lines(560, 'other'));
  await page.getByText('560 lines', { exact: true }).waitFor();
  await text(page).evaluate((box) => box.scrollTo(0, 0));
  await page.getByText('other 1', { exact: true }).waitFor();
  expect(asked.at(-1)).toMatch(/^bytes=0-/);
  expect(await axe(page)).toEqual([]);

  // What was written just before the end is shown, and then nothing is asked any more.
  await put(run, 'train.log', lines(5, 'last'));
  await mlflow('runs/update', { run_id: run, status: 'FINISHED', end_time: Date.now() });
  await page.getByRole('button', { name: 'Follow' }).waitFor({ state: 'detached' });
  await page.getByText('last 5', { exact: true }).waitFor();
  let looks = 0;
  page.on('request', (request) => (looks += Number(request.url().includes('/get-artifact'))));
  await page.clock.fastForward(60_000);
  expect(looks).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

test('who does not follow sees the same until it is asked for', async () => {
  const run = await aRun(mlflow, experiment, 'not followed');
  await put(run, 'state.json', '{"epoch": 1}');
  await put(run, 'train.log', lines(2));
  const { page, close } = await open(browser, `${url}/r/${run}/files/state.json`);
  await page.getByText('epoch').first().waitFor();
  await put(run, 'state.json', '{"epoch": 1, "later": true}');
  await page.getByText('The file has changed since it was read.').waitFor();
  expect(await page.getByText('later').count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Show it as it is now' }).click();
  await page.getByText('later').waitFor();

  // An image has nothing that could be lost: it is the newest by itself.
  const square = (side: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"/>`;
  await put(run, 'plot.svg', square(10));
  await page.goto(`${url}/r/${run}/files/plot.svg`);
  const width = () => page.locator('.image img').evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(width).toBe(10);
  await put(run, 'plot.svg', square(20));
  await expect.poll(width).toBe(20);

  await page.goto(`${url}/r/${run}/files/train.log`);
  await page.getByText('line 2', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Follow' }).click();
  await put(run, 'train.log', lines(4));
  await page.getByRole('button', { name: 'Follow', pressed: false }).click();
  await page.getByText('line 4', { exact: true }).waitFor();

  // Of a log that is too long to be shown whole, the end is what one waits for; its first part is shown from its first line.
  await put(run, 'long.log', `${'x'.repeat(1_023)}\n`.repeat(17 * 1_024) + lines(3, 'late'));
  await page.goto(`${url}/r/${run}/files/long.log`);
  await page.getByText('late 3', { exact: true }).waitFor();
  expect(await end(page)).toBeLessThan(2);
  await page.getByRole('button', { name: 'Show the beginning' }).click();
  await page.getByText('The first 16 MiB of 17 MiB.').waitFor();
  expect(await text(page).evaluate((box) => box.scrollTop)).toBe(0);
  await close();
});

test('new files appear by themselves, and what one looks at stays where it is', async () => {
  const run = await aRun(mlflow, experiment, 'writes files');
  const asked: string[] = [];
  const listen = async (opened: Page) => void opened.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const { page, faults, close } = await open(browser, `${url}/r/${run}/files`, { before: listen });
  await page.getByText('This run has no files.').waitFor();
  await expect.poll(() => asked).toContain('/api/modelyard/1.0/changes');
  // The run comes with the document, from whose cursor on nothing is missed.
  expect(asked.filter((path) => /runs\/get|artifacts\/list/.test(path))).toEqual(['/ajax-api/2.0/mlflow/artifacts/list']);
  await put(run, 'closed/early.txt', 'x');
  const line = (name: string) => page.getByRole('treeitem', { name, exact: true });
  await line('closed/').waitFor();
  for (let i = 10; i < 70; i++) await put(run, `f${i}.txt`, 'x');
  await put(run, 'plots/b.txt', 'x');
  await line('closed/').click();
  await page.getByText('1 file of 1 B').waitFor();
  await line('closed/').locator('.twist').click();

  await page.goto(`${url}/r/${run}/files/plots/b.txt`);
  const height = () => page.locator('.tree .rows-all').evaluate((all) => all.getBoundingClientRect().height / 28);
  await expect.poll(height).toBe(63);
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowUp');
  const active = () => page.evaluate(() => {
    const at = document.activeElement;
    const row = document.getElementById(at?.getAttribute('aria-activedescendant') ?? '');
    return { role: at?.getAttribute('role'), text: row?.textContent, y: row?.getBoundingClientRect().y };
  });
  const before = await active();
  expect(before.text).toContain('f39.txt');
  const moved = await watchShifts(page);
  // A folder, and files before and in an open one: all above what is in sight.
  for (const path of ['another/x.txt', 'plots/a.txt', 'a.txt', 'closed/late.txt']) await put(run, path, 'x');
  await expect.poll(height).toBe(66);
  expect(await active()).toEqual(before);
  expect(await moved()).toEqual([]);
  expect(await page.getByRole('region', { name: 'Preview' }).getByRole('heading', { name: 'b.txt' }).count()).toBe(1);

  // One in sight, and the size of one that is written anew.
  await put(run, 'f39-more.txt', 'x');
  await page.getByText('f39-more.txt').waitFor();
  await put(run, 'f39.txt', 'longer');
  await line('f39.txt 6 B').waitFor();
  expect((await active()).text).toContain('f39.txt');
  await page.keyboard.press('Home');
  await line('another/').waitFor();
  await line('a.txt 1 B').first().waitFor();
  expect(await line('b.txt 1 B').getAttribute('aria-selected')).toBe('true');
  // A folder that is opened has what came while it was closed.
  await line('closed/').click();
  await line('late.txt 1 B').waitFor();
  await put(run, 'closed/later.txt', 'xx');
  await page.getByText('3 files of 4 B').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

for (const status of ['RUNNING', 'FINISHED'] as const) {
  test(`files that are deleted vanish by themselves, ${status}`, async () => {
    const run = await aRun(mlflow, experiment, `loses files, ${status}`);
    for (const path of ['a.txt', 'old/b.txt', 'old/c.txt', 'kept.txt']) await put(run, path, 'x');
    if (status === 'FINISHED') await mlflow('runs/update', { run_id: run, status, end_time: Date.now() });
    const remove = async (path: string) => {
      const answer = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/${path}`, { method: 'DELETE' });
      expect(answer.status).toBe(200);
    };
    const { page, faults, close } = await open(browser, `${url}/r/${run}/files`);
    const line = (name: string) => page.getByRole('treeitem', { name });
    await line('old/').click();
    await line('b.txt').waitFor();
    await remove('old/b.txt');
    await line('b.txt').waitFor({ state: 'detached' });
    await remove('a.txt');
    await line('a.txt').waitFor({ state: 'detached' });
    await remove('old');
    await line('old/').waitFor({ state: 'detached' });
    await page.getByText('There is no file old.').waitFor();
    await line('kept.txt').waitFor();
    expect(faults).toEqual([]);
    await close();
  });
}
