import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { axe, drawn, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { hostile, pdf } from './hostile.ts';
import { aRun, filesAt, mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
const HOSTILE = "<script>window.ran=1;parent.ran=1;top.ran=1</script><img src=x onerror='parent.ran=1'>";
/** Somebody else's server, which counts who comes, and who only knocks. */
const stranger = createServer((_, answer) => {
  visits++;
  answer.end();
});
stranger.on('connection', () => knocks++);
const packets: Buffer[] = [];
const listener = createSocket('udp4').on('message', (packet) => packets.push(packet));
let visits = 0;
let knocks = 0;
let elsewhere: string;
let browser: Browser;
let experiment: string;
let run: string;

let put: (path: string, body: string | Uint8Array<ArrayBuffer>) => Promise<void>;

beforeAll(async () => {
  browser = await launch();
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  experiment = (await mlflow<{ experiment_id: string }>('experiments/create', { name: 'files' })).experiment_id;
  run = await aRun(mlflow, experiment, 'with files');
  const files = filesAt(url, experiment);
  put = (path, body) => files(run, path, body);
  listener.bind(0, '127.0.0.1');
  await once(listener, 'listening');
  await put('scripted.html', hostile(url, elsewhere, listener.address().port));
  await put('leaving.html', `<h1>Leaving</h1><script>window.ran = 1; location = '${elsewhere}/gone'</script>`);
  await put('paper.pdf', pdf(`app.alert("ran"); this.submitForm("${elsewhere}/form"); this.getURL("${elsewhere}/url"); app.launchURL("${elsewhere}/launch")`));
  await put('page.html', `<h1>Report</h1><style>h1{color:teal}</style><img src="${elsewhere}/beacon.png"><meta http-equiv=refresh content="0;url=${elsewhere}/">${HOSTILE}`);
  await put('drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>top.ran=1</script><image href="${elsewhere}/a.png"/><rect width="40" height="40" fill="teal"/></svg>`);
  await put('README.md', `# Title\n\n**bold** ${HOSTILE}\n\n[x](javascript:window.ran=1)\n\n![i](${elsewhere}/i.png)`);
  await put('data.json', JSON.stringify({ list: Array.from({ length: 300 }, (_, i) => i), evil: HOSTILE }));
  await put('nested.json', JSON.stringify({ a: { b: { c: { 'needle/key': 1 } } }, list: Array.from({ length: 3_000 }, (_, i) => ({ name: i === 2_500 ? 'a Needle' : `n${i}` })), deep: [[[['needle']]]] }));
  const rows = Array.from({ length: 60_000 }, (_, i) => `${i},${i / 7},"a, ""b"" ${i}"`);
  await put('table.csv', `id,score,${HOSTILE.replaceAll(/[",]/g, '')}\n${rows.join('\n')}\n`);
  await put('train.log', `${Array.from({ length: 5_000 }, (_, i) => `line ${i + 1}`).join('\n')}\n${HOSTILE}\n`);
  await put('deep/er/a b#&.txt'.replace('#', ''), 'found\n');
  await put('weights.bin', 'ab\u0000cd');
}, 30_000);
afterAll(async () => {
  await browser.close();
  stranger.close();
  listener.close();
});

const FILES: readonly [path: string, shown: string][] = [
  ['', 'All files'],
  ['page.html', 'page.html'],
  ['drawing.svg', 'drawing.svg'],
  ['README.md', 'Title'],
  ['data.json', '300 items'],
  ['table.csv', 'a, "b" 3'],
  ['train.log', '5,001 lines'],
  ['deep/er/a b&.txt', 'found'],
  ['weights.bin', '61 62 00 63 64'],
  ['paper.pdf', 'own viewer'],
  ['missing.txt', 'There is no file missing.txt.'],
];

for (const [path, shown] of FILES) {
  test(`${path || 'the folder'} is shown, nothing of it runs, nothing leaves`, async () => {
    const address = `${url}/r/${run}/files${path && `/${path.split('/').map(encodeURIComponent).join('/')}`}`;
    const { page, faults, close } = await open(browser, address);
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText(shown).first().waitFor();
    if (path === 'page.html') {
      const inside = page.frameLocator('iframe');
      await inside.getByRole('heading', { name: 'Report' }).waitFor();
      expect(await inside.getByRole('heading').evaluate((each) => getComputedStyle(each).color)).toBe('rgb(0, 128, 128)');
    }
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(visits).toBe(0);
    // What the policy of a hostile page refuses is told as an attempt, and in the console.
    const isRefused = (fault: string) => path === 'page.html' && /^(console|another host):/.test(fault);
    expect(faults.filter((fault) => !isRefused(fault))).toEqual([]);
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize(NARROW);
    expect(await sideways(page)).toBe(0);
    await page.setViewportSize(WIDE);
    await close();
  });
}

test('a folder is downloaded as a zip', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/deep`);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download as zip' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('deep.zip');
  expect(await file.failure()).toBeNull();
  await close();
});

test('a table is read by ranges as far as one scrolls', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/table.csv`);
  const table = page.getByRole('table', { name: 'Table' });
  await table.getByText('a, "b" 3', { exact: true }).waitFor();
  await expect
    .poll(async () => {
      await table.evaluate((box) => box.scrollTo(0, box.scrollHeight));
      return table.getByText('a, "b" 59999', { exact: true }).isVisible();
    })
    .toBe(true);
  await page.getByText('60,000 rows, 3 columns').waitFor();
  expect(await table.getByRole('row').count()).toBeLessThan(120);
  await close();
});

test('keys and values of JSON are found, and what holds them opens', async () => {
  const { page, faults, close } = await open(browser, `${url}/r/${run}/files/nested.json`);
  const box = page.getByRole('searchbox', { name: 'Find in this file' });
  const at = page.locator('.json .at').filter({ hasText: /needle/i });
  await box.fill('NEEDLE');
  await page.getByText('1 of 3').waitFor();
  expect(await at.first().textContent()).toContain('needle/key: ');
  await box.press('Enter');
  await page.getByText('2 of 3').waitFor();
  await page.getByText('2599: ').waitFor();
  await expect.poll(() => at.first().textContent()).toContain('a Needle');
  await expect.poll(() => at.first().evaluate((line) => line.getBoundingClientRect().top)).toBeLessThan(WIDE.height);
  // What lies far from a hit is not drawn for it.
  expect(await page.getByText('1500: ').count()).toBe(0);
  expect((await box.boundingBox())?.y).toBeGreaterThan(0);
  expect(await axe(page)).toEqual([]);
  await box.press('Enter');
  await page.getByText('3 of 3').waitFor();
  await expect.poll(() => at.first().textContent()).toContain('"needle"');
  await box.press('Enter');
  await page.getByText('1 of 3').waitFor();
  await box.press('Shift+Enter');
  await page.getByText('3 of 3').waitFor();
  await box.fill('nowhere');
  await page.getByText('no hit').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('lines have addresses, words are found, and the tree goes by keys', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/train.log?line=4000`);
  await page.getByText('line 4000', { exact: true }).waitFor();
  await page.getByRole('searchbox', { name: 'Find in this file' }).fill('line 4321');
  await page.getByText('1 line, at 4321').waitFor();
  await page.getByRole('tree').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('treeitem', { name: 'er/' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('treeitem', { name: /a b&/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('found', { exact: true }).waitFor();
  expect(page.url()).toContain('/files/deep/er/a%20b%26.txt');
  await close();
});

test('scripts of a page run when one lets them, and reach nothing', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/scripted.html`);
  const inside = page.frameLocator('iframe');
  await inside.getByRole('heading', { name: 'Hostile' }).waitFor();
  expect(await inside.getByText('done').count()).toBe(0);
  await page.getByRole('button', { name: 'Allow scripts' }).click();
  await page.getByText('Its scripts run, closed off').waitFor();
  await inside.getByText('done', { exact: true }).waitFor();
  expect(JSON.parse(await inside.locator('pre').innerText())).toEqual({
    origin: 'null',
    cookie: 'SecurityError',
    storage: 'SecurityError',
    databases: 'SecurityError',
    parent: 'SecurityError',
    top: 'SecurityError',
    ours: 'TypeError',
    elsewhere: 'TypeError',
    window: 'null',
  });
  expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  expect(page.url()).toBe(`${url}/r/${run}/files/scripted.html`);
  expect(page.context().pages()).toHaveLength(1);
  expect(visits).toBe(0);
  expect(await axe(page)).toEqual([]);
  await close();
});

test('a page with scripts goes nowhere else', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/leaving.html`);
  const refused = page.waitForEvent('console', (message) => /frame-src|violates|Connection-Allowlist/.test(message.text()));
  await page.getByRole('button', { name: 'Allow scripts' }).click();
  await refused;
  expect(visits).toBe(0);
  // Older browsers knock before they look whether they may; none of them sends anything.
  if (Number(browser.version().split('.')[0]) >= 156) {
    expect(knocks).toBe(0);
    expect(packets).toEqual([]);
  }
  await close();
});

test('with scripts a page is shown in the frame alone', async () => {
  const { page, close } = await open(browser, `${url}/api/modelyard/1.0/runs/${run}/preview?path=leaving.html&scripts=true`, { expected: [400] });
  await page.getByText('is shown within the page of the run only').waitFor();
  expect(visits).toBe(0);
  await close();
});

test('a PDF is shown by the viewer of the browser', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files/paper.pdf`);
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-extension:'))).toBe(true);
  await close();
});

test('of files that lie elsewhere no zip is offered, and why is said', async () => {
  const { experiment_id: foreign } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'elsewhere', artifact_location: 's3://bucket/of-others' });
  const other = await aRun(mlflow, foreign, 'elsewhere');
  await mlflow('runs/update', { run_id: other, status: 'FINISHED', end_time: Date.now() });
  const { page, close } = await open(browser, `${url}/r/${other}/files`);
  await page.getByText(`lie at s3://bucket/of-others/${other}/artifacts, which this server does not read`).waitFor();
  expect(await page.getByText('Loading').count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  // As with a place that the operator allows.
  await page.route('**/artifacts/list?*', (route) => route.fulfill({ json: { files: [{ path: 'a.txt', is_dir: false, file_size: 1 }] } }));
  await page.reload();
  await page.getByText('not on this server, which makes zips of its own files alone').waitFor();
  await page.getByRole('treeitem', { name: 'a.txt' }).waitFor();
  expect(await page.getByRole('link', { name: 'Download as zip' }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await close();
});

test('a folder with one image offers no zoom for all of them', async () => {
  const { page, close } = await open(browser, `${url}/r/${run}/files`);
  await page.getByRole('link', { name: 'drawing.svg' }).waitFor();
  expect(await page.getByRole('button', { name: 'Larger' }).count()).toBe(0);
  await close();
});

test('models that a run logged are among its files, and tell its environment', async () => {
  const id = await aRun(mlflow, experiment, 'with a model');
  const { model } = await mlflow<{ model: { info: { model_id: string } } }>('logged-models', { experiment_id: experiment, name: 'forest', source_run_id: id });
  const { model_id: modelId } = model.info;
  await mlflow('runs/outputs', { run_id: id, models: [{ model_id: modelId, step: 0 }] });
  for (const [path, body] of [['requirements.txt', 'numpy==2\n'], ['data/model.bin', 'x']] as const) {
    const answer = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/models/${modelId}/artifacts/${path}`, { method: 'PUT', body });
    expect(answer.status).toBe(200);
  }
  const shown = (opened: Page) => opened.getByRole('region', { name: 'Logged models' });
  let early = -1;
  // Where they are shown hangs on whether the run has files: what is opened there must stay.
  const before = async (opened: Page) => {
    await opened.route(
      /mlflow\/artifacts\/list/,
      async (route) => {
        await opened.locator('main').waitFor();
        await drawn(opened);
        early = await shown(opened).count();
        await route.continue();
      },
      { times: 1 },
    );
  };
  const { page, faults, close } = await open(browser, `${url}/r/${id}/files`, { before });
  const models = shown(page);
  await models.getByText('data/').click();
  await models.getByRole('link', { name: 'model.bin' }).waitFor();
  expect(early).toBe(0);
  const download = page.waitForEvent('download');
  await models.getByRole('link', { name: 'requirements.txt' }).click();
  expect((await download).suggestedFilename()).toBe('requirements.txt');
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize(NARROW);
  expect(await sideways(page)).toBe(0);
  await page.goto(`${url}/r/${id}`);
  await page.getByText('requirements.txt of the model forest').waitFor();
  expect(faults).toEqual([]);
  await close();
});
