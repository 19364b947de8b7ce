import { mlflow, own } from "../api/client";
import { ApiError } from "../api/errors";
import { useQuery } from "../api/query";
import type { Experiment, Manifest, ModelVersion, Run } from "../api/types";
import { paths } from "../paths";
import type { Side } from "./comparison";
import { readVersion } from "./queries";

/** What is told even if some of it is not there: a deleted run, files that lie elsewhere. */
async function optional<T>(read: Promise<T>): Promise<{ found: T | null; why: string }> {
  try {
    return { found: await read, why: "" };
  } catch (failure) {
    if (failure instanceof ApiError && !failure.isAway) return { found: null, why: failure.message };
    throw failure;
  }
}

async function readRun(id: string | undefined, signal: AbortSignal): Promise<{ run: Run | null; experiment: Experiment | null }> {
  if (!id) return { run: null, experiment: null };
  const { found } = await optional(mlflow.get<{ run: Run }>("runs/get", { run_id: id }, signal));
  if (!found) return { run: null, experiment: null };
  const experiment = await optional(
    mlflow.get<{ experiment: Experiment }>("experiments/get", { experiment_id: found.run.info.experiment_id }, signal),
  );
  return { run: found.run, experiment: experiment.found?.experiment ?? null };
}

/** Sources whose files the server keeps or knows; other files are at their owners' places. */
const OURS = /^(runs|models|mlflow-artifacts):/;

function readManifest({ name, version, source }: ModelVersion, signal: AbortSignal) {
  if (!OURS.test(source)) return { found: null, why: `the files of v${version} lie at ${source}, where this server does not look.` };
  return optional(own.get<Manifest>(paths.ownModel(name, `/versions/${encodeURIComponent(version)}`), undefined, signal));
}

async function readSide(name: string, number: string, signal: AbortSignal): Promise<Side> {
  const version = await readVersion(name, number, signal);
  const [manifest, source] = await Promise.all([readManifest(version, signal), readRun(version.run_id, signal)]);
  return { version, ...source, manifest: manifest.found, noManifest: manifest.why };
}

/** All that is known of a version; an empty number reads nothing. */
export const useSide = (name: string, version: string) =>
  useQuery(version && `model/${name}/side/${version}`, (signal) => readSide(name, version, signal));
