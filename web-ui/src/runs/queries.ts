import { mlflow, own } from "../api/client";
import { firstData } from "../api/first";
import { know, refresh, useQuery, type Found } from "../api/query";
import type { RunKeys, RunTable } from "../api/types";

/** Whose keys came in the document: read before the experiment itself is taken from there. */
const ofDocument = firstData.experiment?.experiment.experiment_id;

/** The metrics, params and tags of an experiment's runs. */
export function useKeysOf(experiment: string): Found<RunKeys> {
  const key = `keys/${experiment}`;
  const read = (signal: AbortSignal) => own.get<RunKeys>("runs/keys", { experiment_ids: experiment }, signal);
  if (ofDocument === experiment) {
    know(key, read, firstData.runs?.keys);
  }
  return useQuery(key, read);
}

/** The first rows of an experiment's table, when they came in the document; once, since later they would be old. */
export function firstTableOf(experiment: string): RunTable | undefined {
  if (ofDocument !== experiment) return undefined;
  const table = firstData.runs?.table ?? undefined;
  delete firstData.runs;
  return table;
}

async function change(call: string, runs: string[]): Promise<void> {
  for (const run of runs) await mlflow.post(`runs/${call}`, { run_id: run });
  refresh("run");
}

export const deleteRuns = (runs: string[]) => change("delete", runs);
export const restoreRuns = (runs: string[]) => change("restore", runs);
