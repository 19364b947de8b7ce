import type { CurveRun } from "./Curves";

/** What the lines of a chart stand for. */
export const nounOf = (runs: readonly CurveRun[]): "Group" | "Run" => (runs.some((run) => run.members) ? "Group" : "Run");
