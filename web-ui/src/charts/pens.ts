import { colour, dash, repeats } from "../ui/runColours";
import type { CurveRun } from "./Curves";
import type { Pen } from "./draw";

/** How the lines of runs look: by their numbers, with dashes and signs where a hue comes twice. */
export function pensOf(runs: readonly CurveRun[], isDark: boolean): Map<string, Pen> {
  const times = repeats(runs.map((run) => run.number));
  return new Map(runs.map((run, i) => [run.id, { name: run.name, colour: colour(run.number, isDark), dash: dash(times[i] ?? 0), repeat: times[i] ?? 0 }]));
}
