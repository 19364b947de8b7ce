import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, launch, NARROW, open, sideways } from './browser.ts';
import { aRun, filesAt, mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
const HOSTILE = '<img src=x onerror="window.ran=1">';
let browser: Browser;
let first: string;
let second: string;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const size = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** A PNG of bars. */
function png(colour: number): Uint8Array<ArrayBuffer> {
  const side = 64;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  head[9] = 2;
  const rows = Array.from({ length: side }, (_, y) => [0, ...Array.from({ length: side }, (_, x) => [colour, (x * 4) & 255, ((y >> 3) % 2) * 255]).flat()]);
  return new Uint8Array([...Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...chunk('IHDR', head), ...chunk('IDAT', deflateSync(Buffer.from(rows.flat()))), ...chunk('IEND', Buffer.alloc(0))]);
}

const config = (lr: string, more = ''): string => `${Array.from({ length: 60 }, (_, i) => `key_${i}: ${i === 30 ? lr : i}`).join('\n')}\n${more}`;

let put: ReturnType<typeof filesAt>;

beforeAll(async () => {
  browser = await launch();
  const { experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'compared files' });
  put = filesAt(url, experiment);
  first = await aRun(mlflow, experiment, `first ${HOSTILE}`);
  second = await aRun(mlflow, experiment, 'second');
  const third = await aRun(mlflow, experiment, 'third, without the file');
  for (const [i, run] of [first, second].entries()) {
    await put(run, 'config.yaml', config(i === 0 ? '0.1' : '0.01', i === 0 ? '' : `added: ${HOSTILE}\n`));
    await put(run, 'same.txt', 'as it was\n');
    await put(run, 'ends.txt', i === 0 ? 'a\nb\n' : 'a\r\nb\r\n');
    await put(run, 'weights.bin', new Uint8Array([0, 1, i]));
    for (const name of ['a', 'b', 'c']) await put(run, `plots/${name}.png`, png(i === 0 ? 0 : 200));
  }
  await put(third, 'other.txt', 'x');
});
afterAll(() => browser.close());

test('a file is compared with the same one of another run, from its preview', async () => {
  const { page, faults, close } = await open(browser, `${url}/r/${first}/files/config.yaml`);
  await page.getByRole('button', { name: 'Compare with…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: 'second' }).waitFor();
  expect(await dialog.getByRole('listitem').count()).toBe(1);
  expect(await axe(page)).toEqual([]);
  await dialog.getByRole('link', { name: 'second' }).click();
  await page.getByText('1 line only on the left, 2 lines only on the right.').waitFor();
  expect(new URL(page.url()).searchParams.get('with')).toBe(`${second}/config.yaml`);
  const table = page.getByRole('table', { name: 'Lines of both files' });
  expect(await table.getByRole('row', { name: 'key_30' }).innerText()).toMatch(/31\s+key_30: 0\.1\s+31\s+key_30: 0\.01/);
  expect(await table.getByRole('row').count()).toBeLessThan(20);
  await table.getByRole('button', { name: '27 equal lines' }).click();
  await table.getByText('key_5: 5', { exact: true }).first().waitFor();
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  expect(await axe(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(NARROW);
  expect(await axe(page)).toEqual([]);
  expect(await sideways(page)).toBe(0);
  expect(faults).toEqual([]);
  await page.goBack();
  await page.getByRole('region', { name: 'Text of the file' }).waitFor();
  await close();
});

test.each([
  ['same.txt', 'Both files are the same, byte for byte.'],
  ['ends.txt', 'No line differs'],
  ['weights.bin', 'are not both text'],
])('%s of two runs: %s', async (path, told) => {
  const { page, faults, close } = await open(browser, `${url}/r/${first}/files/${path}?with=${second}/${path}`);
  await page.getByText(told).waitFor();
  expect(await page.getByText('SHA-256').count()).toBe(2);
  expect(await axe(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});

test('JSON in one line is lined up key by key', async () => {
  const json = (lr: number) => JSON.stringify({ layers: Array.from({ length: 20 }, (_, n) => ({ n, act: 'relu' })), lr });
  await put(first, 'one line.json', json(0.5));
  await put(second, 'one line.json', json(0.25));
  const { page, close } = await open(browser, `${url}/r/${first}/files/one%20line.json?with=${second}/one%20line.json`);
  await page.getByText('1 line only on the left, 1 line only on the right.').waitFor();
  const row = page.getByRole('table', { name: 'Lines of both files' }).getByRole('row', { name: '"lr"' });
  expect(await row.innerText()).toMatch(/^84\s+"lr": 0\.5\s+84\s+"lr": 0\.25$/);
  await close();
});

test('a file that the other run lacks is named', async () => {
  const { page, close } = await open(browser, `${url}/r/${first}/files/config.yaml?with=${second}/none.yaml`, { expected: [404] });
  await page.getByText('none.yaml cannot be shown').waitFor();
  await close();
});

test('images side by side, and those of a folder, are zoomed and moved alike', async () => {
  for (const [address, images] of [
    [`plots/a.png?with=${second}/plots/b.png`, 2],
    ['plots', 3],
  ] as const) {
    const { page, faults, close } = await open(browser, `${url}/r/${first}/files/${address}`);
    const shown = page.locator('.zoom-box img');
    await expect.poll(() => shown.evaluateAll((all) => all.filter((each) => (each as HTMLImageElement).naturalWidth === 64).length)).toBe(images);
    const looks = () => shown.evaluateAll((all) => all.map((each) => getComputedStyle(each).transform));
    const group = page.getByRole('group', { name: 'Images' });
    await group.focus();
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    await page.getByText('150 %').waitFor();
    const [one, ...others] = await looks();
    expect(one).toMatch(/^matrix\(1\.5, 0, 0, 1\.5, -[1-9]/);
    expect(new Set(others)).toEqual(new Set([one]));
    const box = await shown.first().locator('..').boundingBox();
    if (!box) throw new Error('no box');
    await page.mouse.move(box.x + 60, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 60, { steps: 3 });
    await page.mouse.up();
    const dragged = await looks();
    expect(dragged[0]).not.toBe(one);
    expect(new Set(dragged).size).toBe(1);
    // Dragging a picture that is a link does not follow it.
    expect(page.url()).toContain(address);
    await page.getByRole('button', { name: 'Fit' }).click();
    await page.getByText('100 %').waitFor();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize(NARROW);
    expect(await sideways(page)).toBe(0);
    expect(faults).toEqual([]);
    await close();
  }
});
