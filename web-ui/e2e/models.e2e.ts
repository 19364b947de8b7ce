import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, drawn, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { aGuardedModel, dialog, move, own } from './registry.ts';
import { aRun, mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
let browser: Browser;
let models = 0;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const aModel = () => aGuardedModel(`churn <b>x ${++models}`);
const remove = (call: string, body: object) =>
  fetch(`${url}/api/2.0/mlflow/${call}`, { method: 'DELETE', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

test('what is deployed says since when, by whom and why, and follows changes', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/deployed?q=${encodeURIComponent(name)}`);
  await page.getByRole('row', { name: /Production v2 .*anonymous over the API.*better by 5 points/ }).waitFor();
  await page.getByRole('row', { name: /@champion v2/ }).waitFor();
  await move(name, '3', 'Production', 'live');
  await page.getByRole('row', { name: /Production v3 .*live.*never/ }).waitFor();
  await close();
});

test('the log is filtered, and downloaded as it is filtered', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/audit?model=${encodeURIComponent(name)}`);
  await page.getByLabel('Action').selectOption('STAGE_CHANGED');
  await page.getByText('3 changes, newest first').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as CSV' }).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('v2 moved from None to Production');
  const { hash } = await own<{ hash: string }>('GET', 'events/head');
  await page.getByText(hash).waitFor();
  await close();
});

test('a part of a name is completed from the models and actors that are known, or leads to the model that has it', async () => {
  const name = `Forecast ${models++} of many`;
  await own('POST', 'models', { name });
  const last = await aModel();
  const { page, faults, close } = await open(browser, `${url}/audit?model=${encodeURIComponent(last)}`);
  const offered = (label: string) => page.getByLabel(label, { exact: true }).evaluate((input) => [...((input as HTMLInputElement).list?.options ?? [])].map((option) => option.value));
  await expect.poll(() => offered('Actor')).toEqual(['anonymous']);
  expect(await offered('Model')).toEqual([last]);
  const model = page.getByLabel('Model', { exact: true });
  const part = `cast ${name.split(' ')[1]} OF`;
  await model.fill(part);
  await expect.poll(() => offered('Model')).toContain(name);
  expect(await model.inputValue()).toContain(' OF');
  await model.press('Enter');
  await page.getByText(`No model is called “${part}”.`).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByText('1 change, newest first').waitFor();
  expect(await model.inputValue()).toBe(name);
  expect(faults).toEqual([]);
  await close();
});

test('metrics are better or worse only where the experiment or their names tell, in the lanes as in the dialog', async () => {
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', {
    name: 'with a setting',
    tags: [
      { key: 'mlflow.experiment.primaryMetric.name', value: 'gap' },
      { key: 'mlflow.experiment.primaryMetric.greaterIsBetter', value: 'False' },
    ],
  });
  await mlflow('registered-models/create', { name: 'judged' });
  for (const value of [1, 3]) {
    const run_id = await aRun(mlflow, experiment_id, 'judged');
    await mlflow('runs/log-batch', { run_id, metrics: ['gap', 'lr', 'val_acc'].map((key) => ({ key, value, timestamp: 1, step: 1 })) });
    await mlflow('model-versions/create', { name: 'judged', source: 's3://elsewhere/judged', run_id });
  }
  await move('judged', '1', 'Production', 'first');
  const { page, close } = await open(browser, `${url}/m/judged`);
  const lane = page.getByRole('row', { name: /^v2 / });
  await lane.filter({ hasText: /▼ \+2 worse 3/ }).waitFor();
  expect((await lane.getByRole('cell').allTextContents()).slice(3, 6).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual(['▼ +2 worse 3', '▲ +2 better 3', '+2 3']);
  await page.getByRole('button', { name: 'Promote v2' }).click();
  await dialog(page).getByRole('row', { name: /gap.*worse/ }).waitFor();
  expect(await dialog(page).getByRole('row', { name: /lr/ }).textContent()).not.toMatch(/better|worse/);
  await close();
});

for (const size of [WIDE, NARROW]) {
  test(`all versions in Production are told where models are listed, ${size.width} px`, async () => {
    const name = `two at once ${size.width}`;
    const run_id = await aRun(mlflow, '0', name);
    await mlflow('registered-models/create', { name });
    for (const version of ['1', '2']) {
      await mlflow('model-versions/create', { name, source: 's3://elsewhere/two', run_id });
      await mlflow('model-versions/transition-stage', { name, version, stage: 'Production', archive_existing_versions: false });
    }
    const { page, faults, close } = await open(browser, `${url}/m?q=${encodeURIComponent(name)}`, { size });
    const row = page.getByRole('row', { name: /v2 v1 2 at once/ });
    await row.waitFor();
    await page.goto(url);
    const item = page.getByRole('region', { name: 'Models' }).getByRole('listitem').filter({ hasText: name });
    await item.filter({ hasText: '2 at once' }).getByRole('link', { name: 'v1' }).waitFor();
    expect(await sideways(page)).toBe(0);
    await move(name, '1', 'Archived', 'one is enough');
    await item.filter({ hasText: '2 at once' }).waitFor({ state: 'detached' });
    expect(await item.getByRole('link', { name: 'v1' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });
}

/** A model with long names everywhere: 1 archived, 2 in Production, 3 staged, 4 a candidate, all with metrics. */
async function longNames(): Promise<string> {
  const name = `long ${++models}`;
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: `of ${name}` });
  await mlflow('registered-models/create', { name });
  for (const version of ['1', '2', '3', '4']) {
    const run_id = await aRun(mlflow, experiment_id, `vit-small-patch16-224-with-a-very-long-run-name-that-never-ends-${version}`);
    const value = Number(version) / 1_234_567;
    await mlflow('runs/log-batch', {
      run_id,
      metrics: ['val_accuracy', 'val_f1', 'val_loss', 'train_loss', 'epoch_time_seconds', 'grad_norm', 'lr'].map((key) => ({ key, value, timestamp: 1, step: 1 })),
    });
    await mlflow('model-versions/create', { name, source: 's3://elsewhere/long', run_id });
  }
  for (const version of ['1', '2']) {
    await move(name, version, 'Production', 'a reason that takes more words than any column of the lanes can ever hold at once', {
      aliases: ['the-champion-of-all', 'the-challenger-of-none'],
      archive_existing_versions: true,
    });
  }
  await move(name, '3', 'Staging', '');
  return name;
}

test('long names make no page of a model scroll sideways at any width', async () => {
  const name = await longNames();
  const { page, close } = await open(browser, url);
  for (const path of ['', '?promote=4', '/v/4', '/diff/2..4?all=1']) {
    await page.goto(`${url}/m/${encodeURIComponent(name)}${path}`);
    await page.getByText('grad_norm').or(page.getByRole('link', { name: /never-ends-4/ })).first().waitFor();
    for (const width of [360, 641, 720, 1024, 1359, 1360]) {
      await page.setViewportSize({ width, height: 800 });
      await drawn(page);
      expect(await sideways(page), `${path} at ${width} px`).toBe(0);
    }
  }
  await close();
});

test('a narrow dialog cuts no change, and a low one keeps its buttons', async () => {
  const name = await longNames();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=4`, { size: NARROW });
  const region = dialog(page).getByRole('region', { name: 'What changes' });
  await region.getByText('worse').first().waitFor();
  const { left, right, wider } = await region.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return { left, right, wider: element.scrollWidth - element.clientWidth };
  });
  expect(wider).toBe(0);
  const changes = await region.locator('tr', { hasText: /better|worse|[+−]/ }).locator('td:last-child > span').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON() as DOMRect));
  expect(changes).toHaveLength(7);
  expect(changes.every((each) => each.left >= left && each.right <= right)).toBe(true);
  await page.setViewportSize({ width: 720, height: 450 });
  const button = dialog(page).getByRole('button', { name: 'Promote v4' });
  const inside = () =>
    button.evaluate((element) => {
      const { bottom, x, y, width, height } = element.getBoundingClientRect();
      return bottom <= (element.closest('dialog')?.getBoundingClientRect().bottom ?? 0) && document.elementFromPoint(x + width / 2, y + height / 2) === element;
    });
  expect(await inside()).toBe(true);
  await dialog(page).evaluate((element) => element.scrollTo(0, 0));
  expect(await inside()).toBe(true);
  await close();
});

for (const size of [WIDE, NARROW]) {
  test(`nothing moves while pages of models load, however slowly, ${size.width} px`, async () => {
    const name = encodeURIComponent(await longNames());
    const context = await browser.newContext({ viewport: size, locale: 'en-GB' });
    for (const [path, last] of [['/', 'Models'], ['/m', 'Production'], [`/m/${name}`, 'v1 was registered'], [`/m/${name}/v/4`, 'v4 was registered'], [`/m/${name}/v/2`, 'v2 was registered'], ['/deployed', 'by anonymous']] as const) {
      const page = await context.newPage();
      await page.addInitScript(() => {
        const shifts: string[] = [];
        Object.assign(window, { shifts });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node: Node | null }[] })[]) {
            shifts.push(`${entry.value} ${entry.sources.map(({ node }) => (node as Element | null)?.className || node?.nodeName).join()}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      // One answer after the other, so that what is drawn apart is seen apart.
      let asked = 0;
      await page.route(/\/api\/(?!.*changes)/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 60 * ++asked));
        await route.continue();
      });
      await page.goto(url + path);
      await page.locator('main').getByText(last).first().waitFor();
      await drawn(page);
      expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts), path).toEqual([]);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.close();
    }
    await context.close();
  });
}

test('links to versions have the size of a finger on a narrow screen', async () => {
  const name = await longNames();
  const { page, close } = await open(browser, url, { size: NARROW });
  for (const path of ['/m', '/deployed', `/m/${encodeURIComponent(name)}`]) {
    await page.goto(url + path);
    const links = page.locator('main a[href*="/v/"]');
    await links.first().waitFor();
    const sizes = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)));
    expect(Math.min(...sizes), path).toBeGreaterThanOrEqual(44);
  }
  await close();
});

test('two versions side by side: numbers stand right, and only what does not show by itself is named', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}/diff/2..5`);
  const value = page.getByRole('row', { name: /val_acc/ }).getByRole('cell').first();
  expect(await value.evaluate((cell) => getComputedStyle(cell).textAlign)).toBe('right');
  expect(await page.getByRole('row', { name: /depth/ }).getByRole('cell').allTextContents()).toEqual(['85', '95', '']);
  await page.getByRole('row', { name: /^Stage Production Candidate/ }).waitFor();
  await move(name, '5', 'Staging', 'to be watched');
  await page.getByRole('row', { name: /^Stage Production Staging/ }).waitFor();
  await close();
});

test('a source run that is gone is marked, and a version or model that goes away is told of with a way on', async () => {
  const name = `gone <b>x ${++models}`;
  const { experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', { name: `of ${name}` });
  const run = await aRun(mlflow, experiment, 'a run');
  await mlflow('registered-models/create', { name });
  for (const run_id of [run, '0'.repeat(32)]) await mlflow('model-versions/create', { name, source: `runs:/${run_id}/model`, run_id });
  await mlflow('runs/delete', { run_id: run });
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}/v/2`, { expected: [404] });
  await page.getByText('its run is not here').waitFor();
  await page.goto(`${url}/m/${encodeURIComponent(name)}/v/1`);
  await page.getByText(/a run.*deleted/).waitFor();
  await remove('model-versions/delete', { name, version: '1' });
  await page.getByText('This version cannot be shown').waitFor();
  expect(await page.getByRole('button', { name: /v1/ }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('link', { name: 'v2', exact: true }).first().waitFor();
  await mlflow('registered-models/rename', { name, new_name: `${name} renamed` });
  await page.getByRole('link', { name: `Model ${name} renamed` }).waitFor();
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  await page.getByRole('navigation').getByRole('link', { name: 'Models' }).click();
  await page.getByRole('button', { name: 'New model' }).click();
  await dialog(page).getByLabel('Name', { exact: true }).fill(` ${name} `);
  await dialog(page).getByRole('button', { name: 'Create' }).click();
  await page.getByText('No version yet.').waitFor();
  expect(page.url()).toBe(`${url}/m/${encodeURIComponent(name)}`);
  expect(faults).toEqual([]);
  await close();
});

test('versions stand in lines of one height, their buttons below each other', async () => {
  const name = await longNames();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  await page.getByRole('button', { name: 'Show the archive' }).click();
  const rows = page.getByRole('row', { name: /never-ends/ });
  await expect.poll(() => rows.count()).toBe(4);
  const heights = await rows.evaluateAll((all) => all.map((row) => Math.round(row.getBoundingClientRect().height)));
  expect(Math.max(...heights)).toBeLessThanOrEqual(29);
  for (const act of ['Promote', 'Archive', 'Alias']) {
    const places = await page.getByRole('button', { name: new RegExp(`^${act} (of )?v`) }).evaluateAll((all) => all.map((each) => each.getBoundingClientRect().x));
    expect(places.length).toBeGreaterThan(1);
    expect(new Set(places).size, act).toBe(1);
  }
  // What opens from a line has the measures of other dialogs.
  const settings = await page.getByRole('main').getByRole('button', { name: 'Settings' }).boundingBox();
  await page.getByRole('button', { name: 'Alias of v2' }).click();
  const set = await dialog(page).getByRole('button', { name: 'Set' }).boundingBox();
  expect(set?.height).toBe(settings?.height);
  const cut = await dialog(page).locator('.chip').evaluateAll((chips) => chips.filter((chip) => chip.scrollWidth > chip.clientWidth).length);
  expect(cut).toBe(0);
  await close();
});

const pages: readonly [name: string, path: (model: string) => string, ready: string | RegExp][] = [
  ['models', () => '/m', /owner|retention/i],
  ['model', (name) => `/m/${name}`, 'better by 5 points'],
  ['promotion', (name) => `/m/${name}?promote=3`, 'The signature stays as it is.'],
  ['version', (name) => `/m/${name}/v/3`, 'Against v2, which is in Production'],
  ['version in Production', (name) => `/m/${name}/v/2`, /changed against v1/],
  ['diff', (name) => `/m/${name}/diff/2..5?all=1`, 'Files by SHA-256'],
  ['deployed', () => '/deployed', 'better by 5 points'],
  ['audit', () => '/audit', /newest first/],
];

for (const theme of ['light', 'dark'] as const) {
  for (const size of [WIDE, NARROW]) {
    test(`pages of models, ${theme}, ${size.width} px: no fault, no barrier, no sideways scroll`, async () => {
      const name = encodeURIComponent(await aModel());
      const { page, faults, close } = await open(browser, `${url}/m`, { theme, size });
      for (const [what, path, ready] of pages) {
        await page.goto(url + path(name));
        await page.getByText(ready).first().waitFor({ state: 'attached' });
        // Parts that wait for each other are hidden until then.
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await axe(page), what).toEqual([]);
        expect(await sideways(page), what).toBe(0);
        expect(faults, what).toEqual([]);
      }
      await close();
    });
  }
}
