import { mlflow } from "../api/client";
import { holdingAll } from "../api/filter";
import { takeFirst } from "../api/first";
import { ask, type Found, know, refresh, useQuery, useQueryKeepingLast } from "../api/query";
import type { Experiment, Experiments } from "../api/types";
import { paths } from "../paths";

export type View = "ACTIVE_ONLY" | "DELETED_ONLY";

function search(words: string, view: View, most: number, signal: AbortSignal): Promise<Experiments> {
  const filter = holdingAll("name", words);
  return mlflow.post<Experiments>(
    "experiments/search",
    { filter, view_type: view, max_results: most, order_by: ["last_update_time DESC"] },
    signal,
  );
}

/** Experiments whose names hold all of the words, those that changed last first. */
export function useExperiments(words: string, view: View = "ACTIVE_ONLY", most = 1_000) {
  const key = `experiments/${view}/${most}/${words}`;
  const read = (signal: AbortSignal) => search(words, view, most, signal);
  if (key === `experiments/ACTIVE_ONLY/1000/`) know(key, read, takeFirst("experiments", paths.experiments()));
  return useQueryKeepingLast(key, read);
}

const one = (id: string) => (signal: AbortSignal) =>
  mlflow.get<{ experiment: Experiment }>("experiments/get", { experiment_id: id }, signal).then((found) => found.experiment);

/** Takes an experiment that came with a document. */
export const knowExperiment = (experiment: Experiment): void =>
  know(`experiment/${experiment.experiment_id}`, one(experiment.experiment_id), experiment);

/** An experiment, for who asks on with it. */
export const askExperiment = (id: string): Promise<Experiment> => ask(`experiment/${id}`, one(id));

export function useExperiment(id: string): Found<Experiment> {
  const key = id && `experiment/${id}`;
  know(key, one(id), takeFirst("experiment", paths.experiment(id))?.experiment);
  return useQuery(key, one(id));
}

async function change(call: string, body: object): Promise<void> {
  await mlflow.post(`experiments/${call}`, body);
  refresh("experiment");
  refresh("activity/");
}

export async function createExperiment(name: string): Promise<string> {
  const made = await mlflow.post<{ experiment_id: string }>("experiments/create", { name });
  refresh("experiment");
  refresh("activity/");
  return made.experiment_id;
}

export const renameExperiment = (id: string, name: string) => change("update", { experiment_id: id, new_name: name });
export const deleteExperiment = (id: string) => change("delete", { experiment_id: id });
export const restoreExperiment = (id: string) => change("restore", { experiment_id: id });
