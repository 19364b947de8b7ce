/** What most pages need to show something; names are hostile on purpose. */
export interface Seed {
  readonly experiment: string;
  readonly run: string;
  readonly model: string;
}

/** Calls MLflow's API, such as runs/create. */
export type Mlflow = <T>(call: string, body: unknown) => Promise<T>;

/** Fills a server: an experiment with three runs, a model with a version in Production. */
export async function seed(mlflow: Mlflow, suffix: string): Promise<Seed> {
  const { experiment_id: experiment } = await mlflow<{ experiment_id: string }>('experiments/create', {
    name: `vision <b>x</b> ${suffix}`,
  });
  const runs: string[] = [];
  for (const [i, status] of ['FINISHED', 'FAILED', undefined].entries()) {
    const start = Date.now() - 3_600_000 * (3 - i);
    const { run } = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: experiment,
      run_name: `resnet-${i} <script>alert(1)</script>`,
      start_time: start,
      user_id: 'ada',
      tags: [{ key: 'mlflow.user', value: 'ada' }],
    });
    const id = run.info.run_id;
    runs.push(id);
    await mlflow('runs/log-batch', {
      run_id: id,
      metrics: Array.from({ length: 20 }, (_, step) => ({
        key: 'loss',
        value: 1 / (step + 1 + i),
        timestamp: start + step * 1_000,
        step,
      })),
      params: [{ key: 'lr', value: String(0.1 / (i + 1)) }],
    });
    if (status) {
      await mlflow('runs/update', { run_id: id, status, end_time: start + 600_000 });
    }
  }
  const model = `classifier ${suffix}`;
  await mlflow('registered-models/create', { name: model, description: 'Tells cats from dogs' });
  await mlflow('model-versions/create', { name: model, source: 's3://bucket/model', run_id: runs[0] });
  await mlflow('model-versions/transition-stage', {
    name: model,
    version: '1',
    stage: 'Production',
    archive_existing_versions: false,
  });
  return { experiment, run: runs[0] ?? '', model };
}

/** MLflow's API of the server at an address. */
export function mlflowAt(url: string): Mlflow {
  return async <T>(call: string, body: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/2.0/mlflow/${call}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${call}: ${response.status} ${await response.text()}`);
    }
    return (await response.json()) as T;
  };
}

/** Puts files to the folder of a run, by the path that clients use. */
export function filesAt(url: string, experiment: string): (run: string, path: string, body: string | Uint8Array<ArrayBuffer>) => Promise<void> {
  return async (run, path, body) => {
    const address = path.split('/').map(encodeURIComponent).join('/');
    const answer = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/${address}`, { method: 'PUT', body });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
  };
}

/** A new run's id. */
export async function aRun(mlflow: Mlflow, experiment: string, name: string): Promise<string> {
  const answer = await mlflow<{ run: { info: { run_id: string } } }>('runs/create', { experiment_id: experiment, run_name: name, start_time: Date.now() });
  return answer.run.info.run_id;
}
