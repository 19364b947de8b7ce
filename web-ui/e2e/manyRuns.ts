import type { Page } from 'playwright-core';
import type { Mlflow } from './seed.ts';

export const RUNS = 600;

/** Runs with a metric, params and a tag, the latest first; number i started i minutes ago. */
export async function manyRuns(call: Mlflow, name: string, count: number): Promise<string> {
  const made = await call<{ experiment_id: string }>('experiments/create', { name });
  const now = Date.now();
  const one = async (i: number): Promise<void> => {
    const { run } = await call<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: made.experiment_id,
      run_name: `run-${i}`,
      user_id: i % 2 ? 'ada' : 'bob',
      start_time: now - i * 60_000,
      tags: [{ key: 'team', value: i === 77 ? 'Blue <b>moon</b>' : 'red' }],
    });
    await call('runs/log-batch', {
      run_id: run.info.run_id,
      metrics: [{ key: 'acc', value: i / count, timestamp: now, step: 1 }],
      params: [{ key: 'lr', value: `0.${i}` }, { key: 'opt', value: i % 3 ? 'adam' : 'sgd' }],
    });
    await call('runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: now });
  };
  for (let from = 0; from < count; from += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - from) }, (_, i) => one(from + i)));
  }
  return made.experiment_id;
}

/** The experiment `many runs`, which the first file that asks for it makes: that takes seconds. */
export async function theManyRuns(call: Mlflow): Promise<string> {
  const name = 'many runs';
  const { experiments } = await call<{ experiments?: { experiment_id: string }[] }>('experiments/search', { filter: `name = '${name}'`, max_results: 1 });
  return experiments?.[0]?.experiment_id ?? manyRuns(call, name, RUNS);
}

export const row = (page: Page, i: number) => page.locator(`[role=row][aria-rowindex="${i + 1}"]`);
export const total = (page: Page, text: string) => page.locator('.runs').getByText(text, { exact: true });
