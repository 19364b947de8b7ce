import type { Experiment } from "../api/types";
import { guessMainMetric } from "../runs/columns";
import { isLowerByName } from "../ui/numbers";

/** The metric that a run is judged by, and who says so. */
export interface MainMetric {
  key: string;
  /** Whether less is better. */
  isLower: boolean;
  /** Whether the experiment or the name tells which way is better; otherwise more is taken to be. */
  isTold: boolean;
  /** Whether the experiment names it; otherwise its name made us guess. */
  isSet: boolean;
}

const tag = (experiment: Experiment | undefined, key: string) => experiment?.tags?.find((each) => each.key === key)?.value;

/** Whether less of a metric is better, where the experiment or the metric's name tells; null where neither does. */
export function isLower(experiment: Experiment | undefined, key: string): boolean | null {
  const greater = tag(experiment, "mlflow.experiment.primaryMetric.greaterIsBetter");
  const isMain = tag(experiment, "mlflow.experiment.primaryMetric.name") === key;
  return isMain && greater !== undefined ? greater.toLowerCase() === "false" : isLowerByName(key);
}

/** The main one of some metrics: the one that the experiment names, else the likeliest by its name. */
export function mainMetric(experiment: Experiment | undefined, metrics: readonly { key: string }[]): MainMetric | null {
  const set = tag(experiment, "mlflow.experiment.primaryMetric.name");
  const isSet = set !== undefined && metrics.some((metric) => metric.key === set);
  const key = isSet ? set : guessMainMetric(metrics.map((metric) => metric.key));
  if (key === undefined) return null;
  const told = isLower(experiment, key);
  return { key, isLower: told ?? false, isTold: told !== null, isSet };
}
