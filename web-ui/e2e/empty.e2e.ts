import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { axe, launch, open } from './browser.ts';
import { aRun, mlflowAt } from './seed.ts';
import { TestServer } from './server.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
let browser: Browser;

/** Ids by what they have too little of. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  browser = await launch();
  const anExperiment = async (name: string, location?: string) =>
    (await mlflow<{ experiment_id: string }>('experiments/create', { name, artifact_location: location })).experiment_id;
  const aVersion = async (source: string, run?: string) => mlflow('model-versions/create', { name: 'with little', source, run_id: run });
  ids['no runs'] = await anExperiment('without runs');
  const elsewhere = await anExperiment('of files elsewhere', 's3://bucket/of-others');
  ids['elsewhere'] = await aRun(mlflow, elsewhere, 'files elsewhere');
  ids['nothing'] = await aRun(mlflow, await anExperiment('of runs that log nothing'), 'logs nothing');
  for (const run of [ids['elsewhere'], ids['nothing']]) await mlflow('runs/update', { run_id: run, status: 'FAILED', end_time: Date.now() });
  await mlflow('registered-models/create', { name: 'without versions' });
  await mlflow('registered-models/create', { name: 'with little' });
  await aVersion(`runs:/${ids['nothing']}/model`, ids['nothing']);
  await aVersion(`runs:/${ids['elsewhere']}/model`, ids['elsewhere']);
  await aVersion('s3://bucket/a/model');
  const unknown = '0'.repeat(32);
  await aVersion(`runs:/${unknown}/model`, unknown);
});
afterAll(() => browser.close());

const states: readonly [what: string, path: () => string, says: string | RegExp][] = [
  ['an experiment without runs', () => `/e/${ids['no runs']}`, 'There is no run yet'],
  ['a run that logged nothing', () => `/r/${ids['nothing']}`, 'Reproduce'],
  ['the files of a run without any', () => `/r/${ids['nothing']}/files`, 'This run has no files.'],
  ['a run whose files lie elsewhere', () => `/r/${ids['elsewhere']}`, 'Reproduce'],
  ['files that lie elsewhere', () => `/r/${ids['elsewhere']}/files`, 'which this server does not read'],
  ['a model without versions', () => '/m/without%20versions', 'No version yet.'],
  ['a model of versions without files', () => '/m/with%20little', 'Candidates'],
  ['a version without files', () => '/m/with%20little/v/1', 'There are no files of version 1'],
  ['a version whose run has its files elsewhere', () => '/m/with%20little/v/2', 'do not lie on this server'],
  ['a version that lies elsewhere', () => '/m/with%20little/v/3', 's3://bucket/a/model'],
  ['a version of a run that is not there', () => '/m/with%20little/v/4', 'The files of version 4 of'],
  ['two versions without files', () => '/m/with%20little/diff/1..4', 'Files cannot be compared'],
  ['the promotion of a version without files', () => '/m/with%20little?promote=1', 'Reason'],
];

for (const [what, path, says] of states) {
  test(`${what}: said, and no fault`, async () => {
    const { page, faults, close } = await open(browser, url + path());
    await page.getByText(says).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(faults).toEqual([]);
    await close();
  });
}

test('a deleted experiment says so, and is restored where it is', async () => {
  const { experiment_id } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'deleted and missed' });
  await aRun(mlflow, experiment_id, 'in it');
  await mlflow('experiments/delete', { experiment_id });
  const { page, faults, close } = await open(browser, `${url}/e/${experiment_id}`);
  await page.getByText('This experiment is deleted').waitFor();
  await page.getByText('No run is active.').waitFor();
  expect(await page.getByText('There is no run yet').count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('row').getByText('in it').waitFor();
  expect(await page.getByText('This experiment is deleted').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

for (const [what, path, heading] of [
  ['run', `/r/${'0'.repeat(31)}1`, 'Run 00000001'],
  ['experiment', '/e/987654', 'Experiment 987654'],
  ['model', '/m/my-versions', 'my-versions'],
] as const) {
  test(`a ${what} that is not there: what is like it is offered, and no second try`, async () => {
    const like = { experiment: 'no. 987654', run: `of ${'0'.repeat(31)}1`, model: '' }[what];
    if (like) await mlflow('experiments/create', { name: like });
    const { page, faults, close } = await open(browser, url + path, { expected: [404] });
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.getByRole('link', { name: like ? `Experiment ${like}` : 'Model without versions' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect(await axe(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
}

test('a server without anything shows every page without a fault', async () => {
  const server = await TestServer.start();
  try {
    const { page, faults, close } = await open(browser, server.url);
    for (const path of ['/', '/e', '/e/0', '/m', '/deployed', '/audit']) {
      await page.goto(server.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(faults, path).toEqual([]);
    }
    await page.goto(`${server.url}/deployed`);
    await page.getByText('No version is in Production').waitFor();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('tab', { name: 'curl' }).click();
    await mlflowAt(server.url)('registered-models/create', { name: 'NAME' });
    await mlflowAt(server.url)('model-versions/create', { name: 'NAME', source: 's3://bucket/a/model' });
    const shown = (await page.getByRole('tabpanel').locator('pre').textContent()) ?? '';
    await promisify(execFile)('sh', ['-c', shown]);
    await page.getByRole('link', { name: 'NAME' }).waitFor();
    await page.getByText('why it is better').waitFor();
    await close();
  } finally {
    await server.close();
  }
}, 60_000);
