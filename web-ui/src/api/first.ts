import type { Activities, Deployed, Experiment, Experiments, Models, ModelVersion, ModelVersions, RegisteredModel, Run, RunKeys, RunTable, SavedView } from "./types";

/** A run as the first picture of a page shows it. */
export interface FirstRun {
  run: Run;
  number: number;
  experiment: Experiment;
}

/** What the server puts into the document of a page, by name. */
export interface FirstData {
  info?: { version: string; mlflow_wire_version: string };
  /** How far changes had come when the others were read. */
  cursor?: string;
  activity?: Activities;
  experiments?: Experiments;
  run?: FirstRun;
  models?: Models;
  deployed?: Deployed;
  /** Of the page of a model, or of one of its versions. */
  model?: RegisteredModel;
  versions?: ModelVersions;
  version?: { model_version: ModelVersion };
  /** The run by whose metrics the versions are judged. */
  leading?: FirstRun;
  /** Of the page of an experiment's runs. */
  experiment?: { experiment: Experiment };
  runs?: { keys: RunKeys; table: RunTable | null };
  view?: SavedView;
}

/**
 * The path below which this server is reached, with a slash at its end. Built scripts lie in
 * assets/ right below it, whatever a proxy has put before.
 */
export const base: string = import.meta.env.PROD
  ? new URL(/* @vite-ignore */ "..", import.meta.url).pathname
  : "/";

function read(from: Document | undefined): FirstData {
  const text = from?.getElementById("first-data")?.textContent;
  try {
    return text ? (JSON.parse(text) as FirstData) : {};
  } catch {
    // The development server leaves the place unfilled.
    return {};
  }
}

let first = { path: globalThis.location?.pathname, data: read(globalThis.document) };

/** What the server told of itself when this page was loaded. */
export const info = first.data.info;

/**
 * Takes what came along with the document of the page at `path`, if that was the last one to come.
 * Each is taken once: later it would be old.
 */
export function takeFirst<Name extends keyof FirstData>(name: Name, path: string): FirstData[Name] | undefined {
  if (path !== first.path) return undefined;
  const taken = first.data[name];
  delete first.data[name];
  return taken;
}

/** Whether something came along with the document of the page at `path`, and nobody took it yet. */
export const hasFirst = (name: keyof FirstData, path: string): boolean => path === first.path && first.data[name] !== undefined;

/** Forgets what nobody took: something has changed since. */
export function forgetFirst(): void {
  first = { path: "", data: {} };
}

/** Fetches the document of another page of ours for what comes along with it. */
export async function fetchFirst(path: string): Promise<void> {
  const answer = await fetch(path, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  if (answer.ok) first = { path, data: read(new DOMParser().parseFromString(text, "text/html")) };
}
