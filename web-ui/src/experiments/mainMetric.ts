import type { Experiment } from "../api/types";
import { guessMainMetric } from "../runs/columns";
import { isLowerBetter } from "../ui/numbers";

/** The metric that a run is judged by, and who says so. */
export interface MainMetric {
  key: string;
  isLower: boolean;
  /** Whether the experiment names it; otherwise its name made us guess. */
  isSet: boolean;
}

const tag = (experiment: Experiment | undefined, key: string) => experiment?.tags?.find((each) => each.key === key)?.value;

/** The main one of some metrics: the one that the experiment names, else the likeliest by its name. */
export function mainMetric(experiment: Experiment | undefined, metrics: readonly { key: string }[]): MainMetric | null {
  const set = tag(experiment, "mlflow.experiment.primaryMetric.name");
  if (set !== undefined && metrics.some((metric) => metric.key === set)) {
    const greater = tag(experiment, "mlflow.experiment.primaryMetric.greaterIsBetter");
    return { key: set, isLower: greater === undefined ? isLowerBetter(set) : greater.toLowerCase() === "false", isSet: true };
  }
  const key = guessMainMetric(metrics.map((metric) => metric.key));
  return key === undefined ? null : { key, isLower: isLowerBetter(key), isSet: false };
}
