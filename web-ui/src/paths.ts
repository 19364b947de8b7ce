import { base } from "./api/first";

const part = encodeURIComponent;

/** Keeps the slashes of a file's path, as addresses of files do. */
const filePath = (path: string) => path.split("/").map(part).join("/");

/** What becomes of the parts of a query; what is undefined or empty is left out. */
export type QueryChange = Record<string, string | undefined>;

/** A query, as an address ends with it, with parts changed. */
export function queryWith(change: QueryChange, query = new URLSearchParams()): string {
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined || value === "") changed.delete(name);
    else changed.set(name, value);
  }
  // A comma is itself in a query; one within what a list holds is encoded twice.
  const text = changed.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

const page = (path: string, query: QueryChange = {}): string => base + path + queryWith(query);

/** The only place that builds addresses of pages and calls. */
export const paths = {
  home: () => page(""),
  experiments: (query?: { q?: string; view?: string }) => page("e", query),
  experiment: (id: string, query?: Record<string, string | undefined>) => page(`e/${part(id)}`, query),
  run: (id: string) => page(`r/${part(id)}`),
  /** The files of a run; beside the one at `path` the one that `other` names. */
  runFiles: (id: string, path = "", other?: { run: string; path: string }) =>
    page(`r/${part(id)}/files${path && `/${filePath(path)}`}`, { with: other && `${other.run}/${other.path}` }),
  models: (query?: { q?: string }) => page("m", query),
  model: (name: string, query?: { promote?: string; back?: string }) => page(`m/${part(name)}`, query),
  version: (name: string, version: string) => page(`m/${part(name)}/v/${part(version)}`),
  diff: (name: string, a: string, b: string) => page(`m/${part(name)}/diff/${part(a)}..${part(b)}`),
  deployed: () => page("deployed"),
  audit: (query?: Record<string, string | undefined>) => page("audit", query),
  view: (key: string) => page(`s/${part(key)}`),
  /** A page without scripts, which lies beside this one. */
  api: () => page("docs/api"),
  settings: () => page("settings"),
  help: () => page("help"),

  /** A call of MLflow's API, `experiments/search`. */
  mlflow: (call: string) => `${base}ajax-api/2.0/mlflow/${call}`,
  /** A call of Modelyard's own API, `runs/table`. */
  own: (call: string) => `${base}api/modelyard/1.0/${call}`,
  /** The part of a call of ours that names a saved view. */
  ownView: (key: string) => `views/${part(key)}`,
  /** The part of a call of ours that names a model. */
  ownModel: (name: string, rest = "") => `models/${part(name)}${rest}`,
  /** The bytes of a file of a model version. */
  versionFile: (name: string, version: string, path: string) =>
    `${base}api/modelyard/1.0/models/${part(name)}/versions/${part(version)}/files/${filePath(path)}`,
  versionArchive: (name: string, version: string) =>
    `${base}api/modelyard/1.0/models/${part(name)}/versions/${part(version)}/archive`,
  /** The bytes of a file of a run; a `version` makes another address of it, which browsers read anew. */
  runFile: (run: string, path: string, version = "") =>
    `${base}get-artifact?${new URLSearchParams({ run_id: run, path, ...(version ? { version } : {}) })}`,
  /** The bytes of a file of a logged model. */
  modelFile: (model: string, path: string) =>
    `${base}ajax-api/2.0/mlflow/logged-models/${part(model)}/artifacts/files?${new URLSearchParams({ artifact_file_path: path })}`,
  /** A folder of a run with all below it, as a zip. */
  runArchive: (run: string, path: string) =>
    `${base}api/modelyard/1.0/runs/${part(run)}/archive?${new URLSearchParams({ path })}`,
  /** A page or PDF that somebody uploaded, as an answer in which nothing runs, or just its own scripts. */
  preview: (run: string, path: string, scripts = false) =>
    `${base}api/modelyard/1.0/runs/${part(run)}/preview?${new URLSearchParams({ path, ...(scripts ? { scripts: "true" } : {}) })}`,
  health: () => `${base}health`,
};
