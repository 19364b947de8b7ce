import { mlflow, own } from "../api/client";
import { refresh, useQuery } from "../api/query";
import type { RunKeys } from "../api/types";

export const useKeysOf = (experiment: string) =>
  useQuery(`keys/${experiment}`, (signal) => own.get<RunKeys>("runs/keys", { experiment_ids: experiment }, signal));

async function change(call: string, runs: string[]): Promise<void> {
  for (const run of runs) await mlflow.post(`runs/${call}`, { run_id: run });
  refresh("run");
}

export const deleteRuns = (runs: string[]) => change("delete", runs);
export const restoreRuns = (runs: string[]) => change("restore", runs);
