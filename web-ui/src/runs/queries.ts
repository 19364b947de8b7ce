import { mlflow, own } from "../api/client";
import { takeFirst } from "../api/first";
import { know, refresh, useQuery, type Found } from "../api/query";
import type { RunKeys, RunTable } from "../api/types";
import { paths } from "../paths";

let firstTable: { experiment: string; table: RunTable | null } | undefined;

/** The metrics, params and tags of an experiment's runs. */
export function useKeysOf(experiment: string): Found<RunKeys> {
  const key = `keys/${experiment}`;
  const read = (signal: AbortSignal) => own.get<RunKeys>("runs/keys", { experiment_ids: experiment }, signal);
  const first = takeFirst("runs", paths.experiment(experiment));
  if (first) firstTable = { experiment, table: first.table };
  know(key, read, first?.keys);
  return useQuery(key, read);
}

/** The first rows of an experiment's table, when they came with the document; once, since later they would be old. */
export function takeFirstTable(experiment: string): RunTable | undefined {
  const taken = firstTable;
  firstTable = undefined;
  return taken?.experiment === experiment ? (taken.table ?? undefined) : undefined;
}

async function change(call: string, runs: string[]): Promise<void> {
  for (const run of runs) await mlflow.post(`runs/${call}`, { run_id: run });
  refresh("run");
}

export const deleteRuns = (runs: string[]) => change("delete", runs);
export const restoreRuns = (runs: string[]) => change("restore", runs);
