import { expect, inject } from 'vitest';
import type { Page } from 'playwright-core';
import { mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);

/** A call of our own API, as a script makes it. */
export async function own<T>(method: string, call: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/modelyard/1.0/${call}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) {
    throw new Error(`${call}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

export const at = (name: string) => `models/${encodeURIComponent(name)}`;
export const move = (name: string, version: string, stage: string, reason: string, more: object = {}) =>
  own('POST', `${at(name)}/versions/${version}/transitions`, { stage, reason, ...more });
export const stages = async (name: string, ...versions: string[]) =>
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
export async function aGuardedModel(name: string): Promise<string> {
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

export const dialog = (page: Page) => page.getByRole('dialog');
