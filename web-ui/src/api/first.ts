import type { Activities, Experiment, RunKeys, RunTable } from "./types";

/** What the server put into the document, by name. */
export interface FirstData {
  info?: { version: string; mlflow_wire_version: string };
  /** How far changes had come when the others were read. */
  cursor?: string;
  activity?: Activities;
  /** Of the page of an experiment's runs. */
  experiment?: { experiment: Experiment };
  runs?: { keys: RunKeys; table: RunTable | null };
}

/**
 * The path below which this server is reached, with a slash at its end. Built scripts lie in
 * assets/ right below it, whatever a proxy has put before.
 */
export const base: string = import.meta.env.PROD
  ? new URL(/* @vite-ignore */ "..", import.meta.url).pathname
  : "/";

function read(): FirstData {
  const text = globalThis.document?.getElementById("first-data")?.textContent;
  try {
    return text ? (JSON.parse(text) as FirstData) : {};
  } catch {
    // The development server leaves the place unfilled.
    return {};
  }
}

export const firstData: FirstData = read();
