import { mlflow } from "../api/client";
import type { Run } from "../api/types";
import type { Listing } from "./folder";

/** Of more models than these a run's files are not looked for. */
const MOST = 20;

/** A model that a run logged, and what lies directly in its folder. */
export interface LoggedModel {
  id: string;
  name: string;
  /** The URI that the paths of its files lie below. */
  root: string;
  files: NonNullable<Listing["files"]>;
}

export const modelIds = (run: Run): string[] => (run.outputs?.model_outputs ?? []).map((output) => output.model_id).slice(0, MOST);

export const readModelFolder = (id: string, path: string, signal?: AbortSignal) =>
  mlflow.get<Listing & { root_uri: string }>(`logged-models/${encodeURIComponent(id)}/artifacts/directories`, { artifact_directory_path: path || undefined }, signal);

export const readModels = (ids: readonly string[], signal?: AbortSignal): Promise<LoggedModel[]> =>
  Promise.all(
    ids.map(async (id) => {
      const [{ model }, { root_uri: root, files }] = await Promise.all([
        mlflow.get<{ model: { info: { name: string } } }>(`logged-models/${encodeURIComponent(id)}`, undefined, signal),
        readModelFolder(id, "", signal),
      ]);
      return { id, name: model.info.name, root, files: files ?? [] };
    }),
  );
