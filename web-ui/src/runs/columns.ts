import { literal } from "../api/filter";
import type { RunKeys, TextRange } from "../api/types";

/** Columns that every run has, shown before those of the wire's form `metrics.loss`. */
export const FIXED = ["start", "duration", "user"] as const;

const METRICS_SHOWN = 3;
const PARAMS_SHOWN = 5;
const MAIN_METRICS = [/^(val|valid|validation|eval|test)[_/.-]?(acc|f1|auc|loss)/i, /acc|auc|f1|score|r2/i, /loss|rmse|mse|mae|err/i];

/** The metric that a run is judged by, as far as names tell. */
export function guessMainMetric(keys: readonly string[]): string | undefined {
  for (const pattern of MAIN_METRICS) {
    const found = keys.find((key) => pattern.test(key));
    if (found !== undefined) return found;
  }
  return keys.find((key) => !key.startsWith("system/"));
}

/** The columns shown unless somebody chose: the main metric, others, and params that vary. */
export function usualColumns(keys: RunKeys): string[] {
  const varying = keys.metrics.filter((each) => each.min !== each.max && !each.key.startsWith("system/")).map((each) => each.key);
  const all = keys.metrics.map((each) => each.key);
  const main = guessMainMetric(varying.length > 0 ? varying : all);
  const metrics = [...new Set([main, ...varying, ...all])].filter((key) => key !== undefined).slice(0, METRICS_SHOWN);
  const params = [...keys.params]
    .sort((a, b) => Number(b.values > 1) - Number(a.values > 1))
    .slice(0, PARAMS_SHOWN)
    .map((each) => each.key);
  return [...metrics.map((key) => `metrics.${key}`), ...params.map((key) => `params.${key}`)];
}

/** The key behind the kind of a column. */
export const keyOf = (column: string): string => column.slice(column.indexOf(".") + 1);
export const isMetric = (column: string): boolean => column.startsWith("metrics.");

/** Whether a param's values are numbers, as far as its sample tells. */
export const isNumeric = (range: TextRange): boolean => range.sample.length > 0 && range.sample.every((value) => literal(value) !== undefined);

/** What the server is to order by, for a column as the address names it: `-metrics.loss`. */
export function orderBy(sort: string, keys: RunKeys): string[] {
  if (sort === "") return [];
  const isDown = sort.startsWith("-");
  const column = isDown ? sort.slice(1) : sort;
  const field: Record<string, string> = { name: "attributes.run_name", start: "attributes.start_time", status: "attributes.status", user: "attributes.user_id" };
  const dot = column.indexOf(".");
  const param = column.startsWith("params.") ? keys.params.find((each) => each.key === keyOf(column)) : undefined;
  // A param with numbers goes by them; others, as on MLflow, by their text.
  const kind = param && isNumeric(param) ? "numbers" : column.slice(0, dot);
  const name = field[column] ?? (dot > 0 ? `${kind}.\`${column.slice(dot + 1)}\`` : undefined);
  return name === undefined ? [] : [`${name} ${isDown ? "DESC" : "ASC"}`];
}
