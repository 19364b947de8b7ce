import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { axe, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { aRun as bareRun, mlflowAt } from './seed.ts';
import { TestServer } from './server.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
let browser: Browser;
let models = 0;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A call of our own API, as a script makes it. */
async function own<T>(method: string, call: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/modelyard/1.0/${call}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${call}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

const at = (name: string) => `models/${encodeURIComponent(name)}`;
const move = (name: string, version: string, stage: string, reason: string, more: object = {}) =>
  own('POST', `${at(name)}/versions/${version}/transitions`, { stage, reason, ...more });
const stages = async (name: string, ...versions: string[]) =>
  Promise.all(
    versions.map(async (version) => {
      const query = new URLSearchParams({ name, version });
      const answer = await fetch(`${url}/api/2.0/mlflow/model-versions/get?${query}`);
      return ((await answer.json()) as { model_version: { current_stage: string } }).model_version.current_stage;
    }),
  );

/** A run with metrics, a param, and a model whose input `plan` has a type. */
async function aRun(experiment: string, accuracy: number, plan: string): Promise<string> {
  const { run } = await mlflow<{ run: { info: { run_id: string; artifact_uri: string } } }>('runs/create', {
    experiment_id: experiment,
    run_name: `tree ${accuracy} <script>alert(1)</script>`,
    start_time: Date.now(),
  });
  const id = run.info.run_id;
  const metrics = { val_acc: accuracy, latency_ms: 10 + accuracy };
  await mlflow('runs/log-batch', {
    run_id: id,
    metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 1, step: 1 })),
    params: [{ key: 'depth', value: String(Math.round(accuracy * 100)) }, { key: 'kind', value: 'tree' }],
  });
  const inputs = JSON.stringify([{ name: 'plan', type: plan, required: true }]);
  const file = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${run.info.artifact_uri.replace('mlflow-artifacts:/', '')}/model/MLmodel`, {
    method: 'PUT',
    body: `flavors: {}\nsignature:\n  inputs: '${inputs}'\n`,
  });
  expect(file.status).toBe(200);
  await mlflow('runs/update', { run_id: id, status: 'FINISHED', end_time: Date.now() });
  return id;
}

/** A guarded model with version 1 archived, 2 in Production as @champion, and candidates 3, 4 and, with another signature, 5. */
async function aModel(): Promise<string> {
  const name = `churn <b>x ${++models}`;
  const { experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', { name: `of ${name}` });
  await own('POST', 'models', { name, mode: 'guarded', tags: [{ key: 'owner', value: 'retention' }] });
  for (const [accuracy, plan] of [[0.8, 'string'], [0.85, 'string'], [0.9, 'string'], [0.92, 'string'], [0.95, 'long']] as const) {
    const run = await aRun(experiment, accuracy, plan);
    await mlflow('model-versions/create', { name, source: `runs:/${run}/model`, run_id: run });
  }
  await move(name, '1', 'Production', 'the first', { aliases: ['champion'] });
  await move(name, '2', 'Production', 'better by 5 points', { aliases: ['champion'] });
  return name;
}

/** Clicks, and counts. */
function counting(): { click: (target: Locator) => Promise<void>; clicks: () => number } {
  let clicks = 0;
  return {
    click: async (target) => {
      clicks++;
      await target.click();
    },
    clicks: () => clicks,
  };
}

const dialog = (page: Page) => page.getByRole('dialog');

for (const size of [WIDE, NARROW]) {
  test(`journey 5: a version is promoted by three clicks and a reason, and rolled back by two, ${size.width} px`, async () => {
    const name = await aModel();
    const { page, faults, close } = await open(browser, `${url}/m`, { size });
    const { click, clicks } = counting();
    const begun = performance.now();
    await click(page.getByRole('link', { name, exact: true }));
    await click(page.getByRole('button', { name: 'Promote v3' }));
    await dialog(page).getByRole('row', { name: /val_acc.*0\.8500.*0\.9000.*\+0\.05000 better/ }).waitFor();
    await dialog(page).getByRole('row', { name: /latency_ms.*worse/ }).waitFor();
    await dialog(page).getByRole('row', { name: /depth 85 90/ }).waitFor();
    expect(await dialog(page).getByRole('checkbox', { name: /@champion/ }).isChecked()).toBe(true);
    expect(await dialog(page).getByRole('checkbox', { name: /Archive v2/ }).isChecked()).toBe(true);
    expect(await axe(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    await page.keyboard.type('won the A/B test');
    await click(dialog(page).getByRole('button', { name: 'Promote v3' }));
    await page.getByText(`v3 of ${name} is in Production, v2 archived`).waitFor();
    expect(clicks()).toBe(3);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(await stages(name, '2', '3')).toEqual(['Archived', 'Production']);
    await page.getByRole('listitem').filter({ hasText: 'v3 moved from None to Production won the A/B test' }).filter({ hasText: 'on this page' }).waitFor();

    const back = counting();
    await back.click(page.getByRole('button', { name: 'Back to v2' }));
    await dialog(page).getByRole('row', { name: /val_acc.*worse/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.type('it burns');
    await back.click(dialog(page).getByRole('button', { name: 'Back to v2' }));
    await page.getByText(`v2 of ${name} is in Production, v3 archived`).waitFor();
    expect(back.clicks()).toBe(2);
    expect(await stages(name, '2', '3')).toEqual(['Production', 'Archived']);
    const model = await own<{ aliases: object[] }>('GET', at(name));
    expect(model.aliases).toEqual([{ alias: 'champion', version: '2' }]);
    await page.getByText('rolled back: v2 returned from Archived to Production').waitFor();
    expect(faults).toEqual([]);
    await close();
  });
}

test('a promotion is refused when somebody else was faster, and the dialog says who and compares anew', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`, { expected: [409] });
  await dialog(page).getByRole('row', { name: /val_acc.*0\.8500.*0\.9000/ }).waitFor();
  await page.keyboard.type('mine');
  await move(name, '4', 'Production', 'theirs came first');
  await dialog(page).getByRole('button', { name: 'Promote v3' }).click();
  const told = dialog(page).getByRole('alert').filter({ hasText: 'Production has changed since you opened this' });
  await told.filter({ hasText: 'v4 moved from None to Production' }).filter({ hasText: 'anonymous over the API' }).filter({ hasText: 'theirs came first' }).waitFor();
  await dialog(page).getByText('Version 4 is in Production, not version 2').waitFor();
  await dialog(page).getByRole('row', { name: /val_acc.*0\.9200.*0\.9000.*worse/ }).waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await stages(name, '2', '3', '4')).toEqual(['Archived', 'None', 'Production']);
  expect(await dialog(page).getByLabel('Reason').inputValue()).toBe('mine');
  await dialog(page).getByRole('button', { name: 'Promote v3' }).click();
  await page.getByText(`v3 of ${name} is in Production, v4 archived`).waitFor();
  await close();
});

test('what others do to Production shows in the open dialog by itself', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`);
  await dialog(page).getByRole('row', { name: /val_acc.*0\.8500/ }).waitFor();
  await move(name, '4', 'Production', 'theirs');
  await dialog(page).getByRole('button', { name: 'Compare with v4' }).click();
  await dialog(page).getByRole('row', { name: /val_acc.*0\.9200.*0\.9000/ }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('when somebody else promotes the same version, the dialog closes and says so', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`);
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await move(name, '3', 'Production', 'theirs');
  await page.getByText(`v3 of ${name} is in Production`).waitFor();
  expect(await dialog(page).count()).toBe(0);
  expect(new URL(page.url()).search).toBe('');
  expect(faults).toEqual([]);
  await close();
});

test('a changed signature blocks until the name of the model is typed', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=5`);
  await dialog(page).getByText('input plan was string, becomes long').waitFor();
  await page.keyboard.type('callers are ready');
  const submit = dialog(page).getByRole('button', { name: 'Promote v5' });
  expect(await submit.isDisabled()).toBe(true);
  expect(await axe(page)).toEqual([]);
  await dialog(page).getByLabel('Name of the model, to override').fill(name);
  await submit.click();
  await page.getByText(`v5 of ${name} is in Production`).waitFor();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await dialog(page).getByRole('heading', { name: `Back to v2 of ${name}` }).waitFor();
  await close();
});

test('the keyboard alone promotes', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  const button = page.getByRole('button', { name: 'Promote v4' });
  await button.waitFor();
  for (let tabs = 0; tabs < 60 && !(await button.evaluate((element) => element === document.activeElement)); tabs++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await page.keyboard.type('by hand');
  await page.keyboard.press('Enter');
  await page.getByText(`v4 of ${name} is in Production`).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('moves that nobody fetches from are done at once, and undone', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  await page.getByRole('button', { name: 'To Staging: v3' }).click();
  await page.getByText('v3 is in Staging').waitFor();
  expect(await stages(name, '3')).toEqual(['Staging']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'To Staging: v3' }).waitFor();
  expect(await stages(name, '3')).toEqual(['None']);
  await close();
});

test('a promotion that is being written waits for a server that went away', async () => {
  const server = await TestServer.start();
  try {
    const there = mlflowAt(server.url);
    await there('registered-models/create', { name: 'away' });
    for (const source of ['one', 'two']) {
      await there('model-versions/create', { name: 'away', source: `s3://elsewhere/${source}` });
    }
    await there('model-versions/transition-stage', { name: 'away', version: '1', stage: 'Production', archive_existing_versions: true });
    const { page, close } = await open(browser, `${server.url}/m/away`);
    await page.getByRole('button', { name: 'Promote v2' }).click();
    const promote = dialog(page).getByRole('button', { name: 'Promote v2' });
    await promote.waitFor();
    await page.keyboard.type('worth waiting');
    await expect.poll(() => promote.isEnabled()).toBe(true);
    await server.stop();
    await dialog(page).getByText('this waits until it does').waitFor();
    expect(await promote.isDisabled()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await server.start();
    await expect.poll(() => promote.isEnabled(), { timeout: 10_000 }).toBe(true);
    await promote.click();
    await page.getByText('v2 of away is in Production, v1 archived').waitFor();
    await page.getByText('worth waiting').first().waitFor();
    await close();
  } finally {
    await server.close();
  }
}, 60_000);

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
  await model.fill('cast ' + name.split(' ')[1] + ' OF');
  await expect.poll(() => offered('Model')).toContain(name);
  expect(await model.inputValue()).toContain(' OF');
  await model.press('Enter');
  await page.getByText('Models with “').waitFor();
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
    const run_id = await bareRun(mlflow, experiment_id, 'judged');
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
    const run_id = await bareRun(mlflow, '0', name);
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
    const run_id = await bareRun(mlflow, experiment_id, `vit-small-patch16-224-with-a-very-long-run-name-that-never-ends-${version}`);
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
  for (const width of [360, 641, 720, 1024, 1359, 1360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['', '?promote=4', '/v/4', '/diff/2..4?all=1']) {
      await page.goto(`${url}/m/${encodeURIComponent(name)}${path}`);
      await page.getByText('grad_norm').or(page.getByRole('link', { name: /never-ends-4/ })).first().waitFor();
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
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
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
