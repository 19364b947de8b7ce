import { mlflow, type IfAny } from "../api/client";

/** What lies directly in a folder of a run, as the wire tells it. */
export interface Listing {
  files?: { path: string; is_dir: boolean; file_size?: number | string }[];
}

/** A folder of a run's files; there is none where the files lie at a place that this server does not read. */
export const readFolder = (run: string, path: string, signal?: AbortSignal): Promise<IfAny<Listing>> =>
  mlflow.ifAny<Listing>("artifacts/list", { run_id: run, path: path || undefined }, signal);
