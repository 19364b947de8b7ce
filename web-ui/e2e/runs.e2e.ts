import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { manyRuns, row, RUNS, theManyRuns, total } from './manyRuns.ts';
import { mlflowAt, type Mlflow } from './seed.ts';
import { TestServer } from './server.ts';

let browser: Browser;
let mlflow: Mlflow;
let url: string;
let experiment: string;

beforeAll(async () => {
  url = inject('server');
  mlflow = mlflowAt(url);
  browser = await launch();
  experiment = await theManyRuns(mlflow);
});
afterAll(() => browser.close());

test('the table needs five requests: its rows come in the document, and what came since by the stream', async () => {
  const here = await manyRuns(mlflow, 'in the document', 101);
  const { page, faults, close } = await open(browser, `${url}/help`);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  // The stream is held up: what happens between document and stream must not be missed.
  let follow = (): void => undefined;
  const held = new Promise<void>((resolve) => (follow = resolve));
  await page.route('**/changes?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${url}/e/${here}`);
  await row(page, 1).waitFor();
  await total(page, '101 runs').waitFor();
  await mlflow('runs/create', { experiment_id: here, run_name: 'meanwhile', start_time: Date.now() });
  await expect.poll(() => asked.length).toBe(5);
  expect(asked.filter((address) => address.includes('/api/'))).toEqual([expect.stringContaining('/changes?')]);
  follow();
  await total(page, '102 runs').waitFor();
  await row(page, 1).getByText('meanwhile').waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  await row(page, 102).getByText('run-100').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('what a link leads to is there by the time of the click', async () => {
  const { page, faults, close } = await open(browser, `${url}/e?q=many+runs`);
  const link = page.getByRole('link', { name: 'many runs', exact: true });
  await Promise.all([page.waitForEvent('requestfinished', (request) => request.url() === `${url}/e/${experiment}`), link.hover()]);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await Promise.all([page.waitForResponse((response) => response.url().includes('/changes?')), link.click()]);
  await row(page, 1).waitFor();
  await total(page, `${RUNS} runs`).waitFor();
  expect(asked.filter((address) => /api.*(experiments|keys|table)/.test(address.replace(/[?].*/, '')))).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('a run is found among many by two facts, in 15 keys', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  const keys = ['/', ...'blue user:ada', 'Escape'];
  expect(keys.length).toBeLessThanOrEqual(15);
  for (const key of keys) {
    await page.keyboard.press(key);
  }
  await total(page, '1 run').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'run-77' }).waitFor();
  await page.goBack();
  await total(page, '1 run').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('keys and values are completed, and what is not understood keeps the rows', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('op');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'opt=sgd' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await total(page, '200 runs').waitFor();
  await page.keyboard.type('acc>0.5');
  await total(page, '99 runs').waitFor();
  await page.keyboard.type(' nobody>3');
  await page.getByText('No run here has a metric, param or tag nobody').waitFor();
  expect(await page.getByRole('combobox', { name: 'Search runs' }).getAttribute('aria-invalid')).toBe('true');
  expect(await page.locator('[role=row][aria-selected]').count()).toBeGreaterThan(10);
  await close();
});

test("the server's filter language is understood as it is, its refusals are shown", async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`, { expected: [400] });
  await row(page, 1).waitFor();
  const box = page.getByRole('combobox', { name: 'Search runs' });
  await box.fill("metrics.acc > 0.5 and params.opt = 'sgd'");
  await total(page, '99 runs').waitFor();
  await box.fill('metrics.acc >');
  await page.locator('.problem', { hasText: 'Invalid' }).waitFor();
  expect(await page.locator('[role=row][aria-selected]').count()).toBeGreaterThan(10);
  await close();
});

test('a link to a search that is not understood says what is wrong, and marks where', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}?q=base%20nosuch%3C3`, { expected: [400] });
  const problem = page.locator('.problem');
  await problem.getByText('No run here has a metric, param or tag nosuch').waitFor();
  expect(await problem.locator('mark').textContent()).toBe('nosuch<3');
  await page.getByText('No runs are shown: the search cannot be understood.').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.goto(`${url}/e/${experiment}?q=${encodeURIComponent("metrics.acc > 0.5 an params.opt = 'sgd'")}`);
  await problem.getByText('Invalid filter at character 19').waitFor();
  expect(await problem.locator('mark').textContent()).toBe('an');
  await page.getByRole('combobox', { name: 'Search runs' }).fill('is-in-no-run');
  await page.getByText('No run matches.').waitFor();
  await page.getByRole('combobox', { name: 'Search runs' }).fill('');
  await total(page, `${RUNS} runs`).waitFor();
  expect(await problem.textContent()).toBe('');
  await close();
});

test('a term that is still being written is no fault, and nothing moves', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  const top = async () => (await page.getByRole('grid').boundingBox())?.y;
  const before = await top();
  const box = page.getByRole('combobox', { name: 'Search runs' });
  await box.fill('acc>0.5 lr<');
  await page.locator('.problem.meta', { hasText: 'What should lr be?' }).waitFor();
  await total(page, '299 runs').waitFor();
  expect(await box.getAttribute('aria-invalid')).toBe('false');
  expect(await top()).toBe(before);
  await box.fill('acc>0.5 lr< nobody>1');
  await page.locator('.problem.bad').waitFor();
  expect(await box.getAttribute('aria-invalid')).toBe('true');
  expect(await top()).toBe(before);
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('a param is found and ordered by the number that it spells', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}?sort=-params.lr`);
  await row(page, 1).getByText('run-99', { exact: true }).waitFor();
  const box = page.getByRole('combobox', { name: 'Search runs' });
  for (const [words, found] of [['lr=1e-1', '3 runs'], ['lr<0.1', '1 run'], ['lr>=0.9 opt=sgd', '5 runs']] as const) {
    await box.fill(words);
    await total(page, found).waitFor();
  }
  await box.fill('');
  await box.pressSequentially('lr');
  await page.getByRole('option', { name: 'lr<' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('a run is found by the files that it has', async () => {
  const here = await manyRuns(mlflow, 'with files', 3);
  const { runs } = await mlflow<{ runs: { info: { run_id: string; run_name: string } }[] }>('runs/search', { experiment_ids: [here] });
  const run = runs.find((each) => each.info.run_name === 'run-1')?.info.run_id ?? '';
  const put = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${here}/${run}/artifacts/plots/roc.png`, { method: 'PUT', body: 'x' });
  expect(put.status).toBe(200);
  const { page, faults, close } = await open(browser, `${url}/e/${here}?q=has:PNG`);
  await total(page, '1 run').waitFor();
  await row(page, 1).getByText('run-1').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('all rows scroll, and only those in sight are drawn; curves of groups tell of how many runs they are', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}?sort=metrics.acc&group=user&view=curves`);
  await page.getByText('of the first 200 runs of the table').waitFor();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByLabel('Group by').selectOption('');
  await row(page, 1).waitFor();
  expect(await row(page, 1).textContent()).toContain('run-0');
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  await row(page, RUNS).getByText(`run-${RUNS - 1}`).waitFor();
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThanOrEqual(2_500);
  await close();
});

test('columns are chosen by name', async () => {
  const { page, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByLabel('Find a column').fill('team');
  await page.getByRole('checkbox').check();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('columnheader', { name: 'team' }).waitFor();
  await row(page, 1).getByText('red').waitFor();
  await close();
});

test('runs are deleted, and brought back by one click', async () => {
  const here = await manyRuns(mlflow, 'to be deleted', 3);
  const { page, faults, close } = await open(browser, `${url}/e/${here}`);
  await row(page, 1).waitFor();
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await total(page, '2 runs').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await total(page, '3 runs').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('what is logged appears by itself, and nothing moves', async () => {
  const here = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'live' });
  const { page, faults, close } = await open(browser, `${url}/e/${here.experiment_id}`);
  await page.getByText('There is no run yet').waitFor();
  expect(await axe(page)).toEqual([]);
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: here.experiment_id,
    run_name: 'first of all',
    start_time: Date.now(),
  });
  await row(page, 1).getByText('first of all').waitFor();
  const log = (value: number, step: number) =>
    mlflow('runs/log-metric', { run_id: run.info.run_id, key: 'loss', value, timestamp: Date.now(), step });
  await log(0.75, 1);
  await row(page, 1).getByText('0.7500').waitFor();
  await page.evaluate(() => {
    const page = globalThis as unknown as { moved: number };
    page.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) page.moved += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift' });
  });
  await log(0.25, 2);
  await row(page, 1).getByText('0.2500').waitFor();
  expect(await page.evaluate(() => (globalThis as unknown as { moved: number }).moved)).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

test('the row that keys act on stays the same run when others come above it', async () => {
  const here = await manyRuns(mlflow, 'rows that move', 30);
  const { page, faults, close } = await open(browser, `${url}/e/${here}`);
  await row(page, 1).waitFor();
  for (const key of ['j', 'j', 'x']) await page.keyboard.press(key);
  await mlflow('runs/create', { experiment_id: here, run_name: 'newcomer', start_time: Date.now() });
  await row(page, 1).getByText('newcomer').waitFor();
  expect(await page.locator('.line.active').textContent()).toContain('run-2');
  for (const key of ['j', 'Shift+X']) await page.keyboard.press(key);
  await page.getByText('2 selected').waitFor();
  expect(await page.locator('[aria-selected=true] .name a').allTextContents()).toEqual(['run-2', 'run-3']);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'run-3' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('j and k go to the table, where Enter opens', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 1).waitFor();
  for (const key of ['j', 'j', 'k']) await page.keyboard.press(key);
  expect(await page.locator('.run-table:focus-visible').count()).toBe(1);
  // The frame of the row goes around its name, too.
  expect(await page.locator('.run-table .active .name').evaluate((name) => getComputedStyle(name).boxShadow)).toContain('inset');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'run-1' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('what is copied is whole: all digits and times in ISO form', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`);
  await row(page, 2).waitFor();
  /** What a copy gives of what lies between two cells, by row and cell. */
  const copied = (from: [number, number], to: [number, number]) =>
    page.evaluate(
      ([from, to]) => {
        const cell = ([line, place]: [number, number]) => document.querySelector(`[role=row][aria-rowindex="${line + 1}"]`)?.children[place] as Element;
        document.getSelection()?.setBaseAndExtent(cell(from), 0, cell(to), cell(to).childNodes.length);
        const event = new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
        cell(from).dispatchEvent(event);
        return event.clipboardData?.getData('text/plain');
      },
      [from, to] as [[number, number], [number, number]],
    );
  expect(await copied([2, 5], [2, 5])).toBe(String(1 / RUNS));
  expect(await copied([2, 2], [2, 2])).toMatch(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
  expect(await copied([2, 0], [2, 0])).toBe('');
  const lines = (await copied([2, 0], [3, 5]))?.split('\n').map((line) => line.split('\t'));
  expect(lines?.map((line) => line[0])).toEqual(['run-1', 'run-2']);
  expect(lines?.[0]?.slice(4)).toEqual(['ada', String(1 / RUNS), '0.1', 'adam']);
  const align = await row(page, 2).locator(':scope > :nth-child(7)').evaluate((cell) => getComputedStyle(cell).textAlign);
  expect(align).toMatch(/right|end/);
  expect(faults).toEqual([]);
  await close();
});

test('what people wrote is text, whatever it says', async () => {
  const name = '<img src=x onerror="window.pwned=1">';
  const here = await mlflow<{ experiment_id: string }>('experiments/create', { name });
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: here.experiment_id,
    run_name: "<script>window.pwned=1</script> it's 50%_",
    start_time: Date.now(),
  });
  await mlflow('runs/log-batch', {
    run_id: run.info.run_id,
    params: [{ key: 'javascript:pwned', value: '"><svg onload="window.pwned=1">' }],
    metrics: [{ key: 'a metric that somebody has given a name longer than any box has room for', value: 1, timestamp: Date.now(), step: 0 }],
  });
  const { page, faults, close } = await open(browser, `${url}/e/${here.experiment_id}`);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await row(page, 1).getByText("<script>window.pwned=1</script> it's 50%_").waitFor();
  await row(page, 1).getByText('"><svg onload="window.pwned=1">').waitFor();
  const box = page.getByRole('combobox', { name: 'Search runs' });
  // What is chosen by long names leaves the search its room.
  expect((await box.boundingBox())?.width).toBeGreaterThan(480);
  for (const [words, found] of [['name:50_%', '0 runs'], ["name:it's", '1 run'], ['name:50%_', '1 run']] as const) {
    await box.fill(words);
    await total(page, found).waitFor();
  }
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  expect(faults).toEqual([]);
  await close();
});

for (const size of [WIDE, NARROW]) {
  test(`table and curves, ${size.width} px: no fault, no barrier in either theme, no sideways scroll`, async () => {
    for (const view of ['', '?view=curves', '?q=nobody-has-this', '?lifecycle=deleted']) {
      const { page, faults, close } = await open(browser, `${url}/e/${experiment}${view}`, { size });
      await page.locator('.runs').getByText(/^[\d,]+ runs?$/).waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await axe(page), `${view} ${colorScheme}`).toEqual([]);
      }
      expect(await sideways(page)).toBe(0);
      expect(faults).toEqual([]);
      await close();
    }
  });
}

test('on a phone the runs begin in the upper half, and what is chosen of them unfolds', async () => {
  const { page, faults, close } = await open(browser, `${url}/e/${experiment}`, { size: NARROW });
  await row(page, 1).waitFor();
  expect((await page.locator('.run-table').boundingBox())?.y).toBeLessThan(NARROW.height * 0.4);
  await page.getByRole('button', { name: 'View' }).click();
  expect(await axe(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  await page.getByRole('combobox', { name: 'Order by' }).selectOption('metrics.acc');
  await row(page, 1).getByText('run-599').waitFor();
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/runs-unfolded.png` });
  await page.getByRole('button', { name: 'View' }).click();
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/runs-folded.png` });
  expect(faults).toEqual([]);
  await close();
});

test('a server that stops leaves what is seen, and is found again by itself', async () => {
  const server = await TestServer.start();
  try {
    const here = await manyRuns(mlflowAt(server.url), 'away', 3);
    const { page, close } = await open(browser, `${server.url}/e/${here}`);
    await row(page, 1).waitFor();
    await page.keyboard.press('x');
    await server.stop();
    await page.getByText('The server has not answered since').waitFor();
    expect(await row(page, 3).textContent()).toContain('run-2');
    expect(await page.getByRole('button', { name: 'Delete', exact: true }).isDisabled()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await server.start();
    await page.getByText('The server has not answered since').waitFor({ state: 'detached' });
    await mlflowAt(server.url)('runs/create', { experiment_id: here, run_name: 'after', start_time: Date.now() });
    await row(page, 1).getByText('after').waitFor();
    await close();
  } finally {
    await server.close();
  }
});
