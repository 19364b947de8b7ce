import { literal } from "../api/filter";
import type { MetricValue, RunKeys, TextRange } from "../api/types";
import { inWords, short, toNumber } from "../ui/numbers";
import mainMetrics from "./mainMetrics.json";

/** Columns that every run has, shown before those of the wire's form `metrics.loss`. */
export const FIXED = ["start", "duration", "user"] as const;

// The surest first. In a file, since the server chooses the columns of a table by them, too.
const MAIN_METRICS = mainMetrics.map((pattern) => new RegExp(pattern, "i"));

/** Whether runs are judged by a metric, as far as its name tells. */
export const isJudgedBy = (key: string): boolean => MAIN_METRICS.some((pattern) => pattern.test(inWords(key)));

/** The metric that a run is judged by, as far as names tell. */
export function guessMainMetric(keys: readonly string[]): string | undefined {
  for (const pattern of MAIN_METRICS) {
    const found = keys.find((key) => pattern.test(inWords(key)));
    if (found !== undefined) return found;
  }
  return keys.find((key) => !key.startsWith("system/"));
}

/** The key behind the kind of a column. */
export const keyOf = (column: string): string => column.slice(column.indexOf(".") + 1);
export const isMetric = (column: string): boolean => column.startsWith("metrics.");

/** The number in a cell of a metric, or that a cell of a param spells; NaN where there is none. */
export const numberIn = (cell: MetricValue | string | null | undefined): number =>
  typeof cell === "string" ? Number(literal(cell) ?? NaN) : toNumber(cell);

const FRACTION = /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i;

/** A param's value as a cell shows it: as it was written, or in 4 digits where that is shorter. */
export function brief(value: string): string {
  const rounded = FRACTION.test(value) ? short(Number(value)) : value;
  return rounded.length < value.length ? rounded : value;
}

/** Whether a param's values are numbers, as far as its sample tells. */
export const isNumeric = (range: TextRange): boolean => range.sample.length > 0 && range.sample.every((value) => literal(value) !== undefined);

/** Whether a column stands for numbers: a metric, or a param that spells them. */
export const isNumber = (column: string, keys: RunKeys | undefined): boolean =>
  isMetric(column) || (keys?.params.some((param) => column === `params.${param.key}` && isNumeric(param)) ?? false);

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
