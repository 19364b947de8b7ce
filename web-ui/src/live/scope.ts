import type { Changes } from "../api/types";

/** What a page watches: runs and points of experiments or of single runs, changes of models. */
export interface Scope {
  /** Their ids; "*" stands for all, those made later included. */
  experiments?: string[];
  runs?: string[];
  /** Ids of runs whose files are watched. */
  files?: string[];
  models?: boolean;
}

/** All that any of some scopes asks for. */
export function union(scopes: Scope[]): Scope {
  return {
    experiments: [...new Set(scopes.flatMap((scope) => scope.experiments ?? []))],
    runs: [...new Set(scopes.flatMap((scope) => scope.runs ?? []))],
    files: [...new Set(scopes.flatMap((scope) => scope.files ?? []))],
    models: scopes.some((scope) => scope.models),
  };
}

/** How the server is asked for a scope, from a cursor on. */
export function question(scope: Scope, cursor: string): Record<string, string> {
  const asked: Record<string, string> = {};
  // An address may name anything: for what can be no id, all that is asked for would be refused.
  const experiments = scope.experiments?.filter((id) => /^(\*|\d{1,18})$/.test(id));
  if (experiments?.length) asked["experiments"] = experiments.join(",");
  if (scope.runs?.length) asked["runs"] = scope.runs.join(",");
  if (scope.files?.length) asked["files"] = scope.files.join(",");
  if (scope.models) asked["models"] = "true";
  if (cursor) asked["after"] = cursor;
  return asked;
}

/** What of some changes a scope asks for. */
export function meant(changes: Changes, scope: Scope): Changes {
  const covers = (experiment: string | undefined) => scope.experiments?.some((id) => id === "*" || id === experiment) ?? false;
  const isRun = (run: string) => covers(changes.experiment_of[run]) || (scope.runs?.includes(run) ?? false);
  return {
    ...changes,
    runs: changes.runs.filter(isRun),
    points: changes.points.filter(isRun),
    files: changes.files.filter((run) => scope.files?.includes(run)),
    models: scope.models ? changes.models : [],
    experiments: changes.experiments.filter(covers),
  };
}

/** A cursor before all of these, from where nothing is left out for any; empty ones begin now, wherever that is. */
export function earliest(cursors: string[]): string {
  const parts = cursors.filter((cursor) => cursor !== "").map((cursor) => cursor.split(".").map(Number));
  return parts.length === 0 ? "" : [0, 1].map((i) => Math.min(...parts.map((part) => part[i] ?? 0))).join(".");
}
