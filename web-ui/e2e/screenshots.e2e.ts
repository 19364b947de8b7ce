import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launch, open, WIDE } from './browser.ts';
import { mlflowAt, type Mlflow } from './seed.ts';
import { TestServer } from './server.ts';

/** Where the pictures go: README shows those in docs/images, which SCREENSHOTS names to renew them. */
const FOLDER = process.env['SCREENSHOTS'] ?? new URL('../target/screenshots', import.meta.url).pathname;
const STEPS = 400;

let browser: Browser;
let server: TestServer;

/** The same numbers in the same order each time, so that pictures change with the page alone. */
function dice(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 4_294_967_296;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function training(mlflow: Mlflow, experiment: string, i: number): Promise<string> {
  const random = dice(i + 1);
  const start = Date.now() - (24 - i) * 1_500_000;
  const lr = 10 ** -(1 + 3 * random());
  const width = [32, 64, 128][Math.floor(random() * 3)] ?? 64;
  const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', {
    experiment_id: experiment,
    run_name: `resnet${width === 128 ? 50 : 18}-${i}`,
    user_id: ['ada', 'grace', 'linus'][i % 3],
    start_time: start,
    tags: [
      { key: 'mlflow.source.name', value: 'train.py' },
      { key: 'mlflow.source.git.commit', value: '4f1c22ab90d17e0c5d3b8b6f0a2f8d9d7c6e5b4a' },
      { key: 'mlflow.source.git.repoURL', value: 'git@git.example:vision/cifar.git' },
    ],
  });
  await mlflow('runs/log-batch', {
    run_id: run.info.run_id,
    params: [
      { key: 'lr', value: lr.toPrecision(3) },
      { key: 'width', value: String(width) },
      { key: 'optimizer', value: i % 2 ? 'adamw' : 'sgd' },
      { key: 'augment', value: random() > 0.5 ? 'cutmix' : 'flip' },
      { key: 'epochs', value: '40' },
    ],
  });
  const speed = 60 + 400 * Math.abs(Math.log10(lr) + 2.4) + 30 * random();
  const metrics = Array.from({ length: STEPS }, (_, step) => {
    const at = { timestamp: start + step * 3_000, step };
    const left = Math.exp(-step / speed);
    return [
      { key: 'loss', value: 0.12 + 2.2 * left + 0.08 * random() * (0.3 + left), ...at },
      { key: 'val_acc', value: 0.94 - 0.84 * left - 0.015 * random(), ...at },
    ];
  }).flat();
  for (let from = 0; from < metrics.length; from += 1_000) {
    await mlflow('runs/log-batch', { run_id: run.info.run_id, metrics: metrics.slice(from, from + 1_000) });
  }
  if (i < 22) {
    const status = i % 9 === 4 ? 'FAILED' : 'FINISHED';
    await mlflow('runs/update', { run_id: run.info.run_id, status, end_time: start + STEPS * 3_000 });
  }
  return run.info.run_id;
}

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  [browser, server] = await Promise.all([launch(), TestServer.start()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

test('what the README shows', async () => {
  const mlflow = mlflowAt(server.url);
  const { experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', { name: 'cifar10' });
  const runs: string[] = [];
  for (let i = 0; i < 24; i++) {
    runs.push(await training(mlflow, experiment, i));
  }
  const table = await open(browser, `${server.url}/e/${experiment}`, { size: WIDE });
  await table.page.locator('[role=row][aria-rowindex="25"]').waitFor();
  await table.page.screenshot({ path: join(FOLDER, 'runs.png') });

  const run = await open(browser, `${server.url}/r/${runs[20]}`, { size: WIDE, theme: 'dark' });
  await run.page.getByRole('heading', { name: 'val_acc' }).waitFor();
  await run.page.locator('.charts canvas').first().waitFor();
  await run.page.waitForLoadState('networkidle');
  await run.page.screenshot({ path: join(FOLDER, 'run.png') });
  expect([...table.faults, ...run.faults]).toEqual([]);
  await table.close();
  await run.close();
});
