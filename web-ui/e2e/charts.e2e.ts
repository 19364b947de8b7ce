import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { axe, launch, NARROW, open, WIDE } from './browser.ts';
import { mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
const LAST = 999;
let browser: Browser;
let address: string;

beforeAll(async () => {
  browser = await launch();
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'charts' });
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id, start_time: 1_000 });
  for (const key of ['loss', 'norm']) {
    const metrics = Array.from({ length: LAST + 1 }, (_, step) => ({ key, value: Math.sin(step / 50), timestamp: 1_000 + step, step }));
    await mlflow('runs/log-batch', { run_id: run.info.run_id, metrics });
  }
  address = `${url}/r/${run.info.run_id}`;
});
afterAll(() => browser.close());

const chart = (page: Page, name: string) => page.getByRole('figure', { name: `Chart of ${name}`, exact: true });

async function plot(page: Page, name = 'loss') {
  const over = chart(page, name).locator('.u-over');
  await over.scrollIntoViewIfNeeded();
  // There is nothing to zoom into before its points have come; they are drawn a few frames later, a chart each.
  await chart(page, name).getByText(/^[\d,]+ points, /).waitFor({ state: 'attached' });
  for (let i = 0; i < 5; i++) await page.evaluate(() => new Promise(requestAnimationFrame));
  const box = await over.boundingBox();
  if (!box) throw new Error('no plot');
  return { x: (part: number) => box.x + part * box.width, y: box.y + 40 };
}

/** What of the x axis the address says is looked at. */
function part(page: Page): { from: number; to: number } | null {
  const [from, to] = (new URL(page.url()).searchParams.get('zoom') ?? '').split('..').map(Number);
  return from === undefined || to === undefined ? null : { from, to };
}

/** Waits until the hand rests, and tells where. */
async function settled(page: Page): Promise<{ from: number; to: number }> {
  await page.waitForFunction(() => new URL(location.href).searchParams.has('zoom'));
  let last = '';
  // It rests once the address stays for longer than a hand takes to rest.
  await expect.poll(() => page.url() === last || ((last = page.url()), false), { interval: 600 }).toBe(true);
  return part(page) ?? { from: NaN, to: NaN };
}

/** A page of the run with one point of its charts in the middle of what is in sight, and how many steps of history it has. */
async function opened(query = '', size = WIDE) {
  const opening = await open(browser, address + query, { size });
  const at = await plot(opening.page);
  const steps = () => opening.page.evaluate(() => history.length);
  return { ...opening, at, steps, before: await steps() };
}

test('the wheel with Ctrl zooms to what is under the pointer, and all its turns are one step back', async () => {
  const { page, at, steps, before, faults, close } = await opened();
  await page.mouse.move(at.x(0.75), at.y);
  await page.keyboard.down('Control');
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  const { from, to } = await settled(page);
  expect(to - from).toBeCloseTo(LAST * Math.exp(-6 * 0.24), 0);
  expect((LAST * 0.75 - from) / (to - from)).toBeCloseTo(0.75, 1);
  expect(await steps()).toBe(before + 1);
  await page.goBack();
  await expect.poll(() => part(page)).toBeNull();
  expect(faults).toEqual([]);
  await close();
});

test('zooming out ends at the whole, and leaves no part in the address', async () => {
  const { page, at, close } = await opened('?zoom=400..600');
  await page.mouse.move(at.x(0.5), at.y);
  await page.keyboard.down('Control');
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 240);
  await page.keyboard.up('Control');
  await expect.poll(() => part(page)).toBeNull();
  await close();
});

test('the wheel with Shift, or turned sideways, moves what is in sight, and ends at the last point', async () => {
  const { page, at, steps, before, close } = await opened('?zoom=400..600');
  await page.mouse.move(at.x(0.5), at.y);
  await page.mouse.wheel(60, 0);
  await page.keyboard.down('Shift');
  await page.mouse.wheel(0, 60);
  await page.keyboard.up('Shift');
  await expect.poll(() => part(page)?.from).toBeGreaterThan(410);
  const { from, to } = await settled(page);
  expect(to - from).toBeCloseTo(200, 3);
  expect(await steps()).toBe(before + 1);
  for (let i = 0; i < 20; i++) await page.mouse.wheel(400, 0);
  await expect.poll(() => part(page)).toEqual({ from: LAST - 200, to: LAST });
  await close();
});

test('the wheel alone scrolls the page', async () => {
  const { page, at, close } = await opened('?zoom=400..600', { width: 1440, height: 400 });
  await page.mouse.move(at.x(0.5), at.y);
  const top = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).not.toBe(top);
  expect(part(page)).toEqual({ from: 400, to: 600 });
  await close();
});

test.each([
  ['with Shift', 'left', ['Shift']],
  ['by the middle button', 'middle', []],
] as const)('dragging %s moves what is in sight under the hand', async (_, button, keys) => {
  const { page, at, steps, before, close } = await opened('?zoom=400..600');
  for (const key of keys) await page.keyboard.down(key);
  await page.mouse.move(at.x(0.2), at.y);
  await page.mouse.down({ button });
  await page.mouse.move(at.x(0.7), at.y, { steps: 8 });
  await page.mouse.up({ button });
  for (const key of keys) await page.keyboard.up(key);
  const { from, to } = await settled(page);
  expect(from).toBeGreaterThan(295);
  expect(from).toBeLessThan(305);
  expect(to - from).toBeCloseTo(200, 3);
  expect(await steps()).toBe(before + 1);
  await close();
});

test('keys zoom and move, too', async () => {
  const { page, close } = await opened('?zoom=400..600');
  await chart(page, 'loss').getByRole('group').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => part(page)).toEqual({ from: 440, to: 640 });
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('+');
  await expect.poll(() => part(page)).toEqual({ from: 450, to: 550 });
  await page.keyboard.press('-');
  await expect.poll(() => part(page)).toEqual({ from: 400, to: 600 });
  await page.keyboard.press('0');
  await expect.poll(() => part(page)).toBeNull();
  await close();
});

test('keys that come before the last one has been drawn build on it', async () => {
  const { page, close } = await opened('?zoom=400..600');
  await chart(page, 'loss')
    .getByRole('group')
    .evaluate((group) => {
      for (const key of ['+', '0', '+']) group.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    });
  await expect.poll(() => part(page)).toEqual({ from: LAST / 4, to: (LAST * 3) / 4 });
  await close();
});

test('two fingers zoom, one moves', async () => {
  const { page, close } = await open(browser, address, { size: NARROW });
  const at = await plot(page);
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...parts: number[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: parts.map((x, id) => ({ x: at.x(x), y: at.y, id })) });
  await touch('touchStart', 0.4, 0.6);
  for (const half of [0.15, 0.2]) await touch('touchMove', 0.5 - half, 0.5 + half);
  await touch('touchEnd');
  await expect.poll(() => part(page)?.from).toBeGreaterThan(230);
  const { from, to } = await settled(page);
  expect(to - from).toBeCloseTo(LAST / 2, -1);
  await touch('touchStart', 0.3);
  for (const x of [0.4, 0.5]) await touch('touchMove', x);
  await touch('touchEnd');
  await expect.poll(() => part(page)?.from).toBeLessThan(from - 80);
  await close();
});

test('moving over one chart shows the same place in the others', async () => {
  const { page, at, close } = await opened();
  await page.mouse.move(at.x(0.25), at.y);
  const cursor = (name: string) =>
    chart(page, name)
      .locator('.u-cursor-x')
      .evaluate((line) => new DOMMatrix(getComputedStyle(line).transform).e / (line.parentElement?.clientWidth ?? 0));
  for (const name of ['loss', 'norm']) await expect.poll(() => cursor(name)).toBeCloseTo(0.25, 1);
  const step = /step (2[45]\d)/;
  for (const name of ['loss', 'norm']) await expect.poll(() => chart(page, name).locator('.readout').textContent()).toMatch(step);
  await close();
});

test('a name hides its line and shows it again, by keys too, and the address keeps what is hidden', async () => {
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'lines' });
  // Two of them have the same hue: 20 runs lie between.
  for (let i = 0; i < 21; i++) {
    const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id, run_name: `line ${i}` });
    if (i % 10 !== 0) continue;
    const metrics = Array.from({ length: 20 + 4 * i }, (_, step) => ({ key: 'loss', value: i + Math.sin(step / 5), timestamp: step, step }));
    await mlflow('runs/log-batch', { run_id: run.info.run_id, metrics });
  }
  const ids = (await mlflow<{ runs: { info: { run_id: string; run_name: string } }[] }>('runs/search', { experiment_ids: [experiment_id] })).runs
    .filter(({ info }) => ['line 0', 'line 10', 'line 20'].includes(info.run_name))
    .map(({ info }) => info.run_id);
  const { page, faults, close } = await open(browser, `${url}/e/${experiment_id}?view=curves&sel=${ids.join()}`);
  const said = chart(page, 'loss').locator('figcaption');
  const lines = async () => ((await said.textContent()) ?? '').match(/line \d+(?=:)/g)?.sort();
  await expect.poll(lines).toEqual(['line 0', 'line 10', 'line 20']);
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/lines.png` });
  const names = page.getByRole('list', { name: 'Runs' });
  await names.getByRole('button', { name: 'line 10' }).click();
  await expect.poll(lines).toEqual(['line 0', 'line 20']);
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(lines).toHaveLength(1);
  await page.reload();
  await expect.poll(lines).toHaveLength(1);
  await names.getByRole('button', { name: 'line 10' }).click();
  await expect.poll(lines).toContain('line 10');
  expect(faults).toEqual([]);
  await close();
});

test('which curves are looked for, and that all are shown, stands in the address', async () => {
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'many curves' });
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id });
  const metrics = Array.from({ length: 9 }, (_, i) => ({ key: `curve ${i}`, value: i, timestamp: 1, step: 1 }));
  await mlflow('runs/log-batch', { run_id: run.info.run_id, metrics });
  const { page, close } = await open(browser, `${url}/r/${run.info.run_id}`);
  await page.getByRole('button', { name: 'All 9' }).click();
  await expect.poll(() => page.getByRole('figure').count()).toBe(9);
  await page.reload();
  await expect.poll(() => page.getByRole('figure').count()).toBe(9);
  await page.getByLabel('Find curves by name').fill('curve 7');
  await expect.poll(() => page.getByRole('figure').count()).toBe(1);
  await page.reload();
  await expect.poll(() => page.getByLabel('Find curves by name').inputValue()).toBe('curve 7');
  await close();
});
