import type { Experiment, Manifest, MetricValue, ModelVersion, Run, Signature, SignatureColumn } from "../api/types";
import { isLower, mainMetric } from "../experiments/mainMetric";
import { judged, toNumber } from "../ui/numbers";

/** All that is known of a version. */
export interface Side {
  version: ModelVersion;
  /** Null when it names none, or none that is there. */
  run: Run | null;
  experiment: Experiment | null;
  /** Null when its files lie where the server cannot look. */
  manifest: Manifest | null;
  /** Why there is no manifest. */
  noManifest: string;
}

/** "other" is one that differs, where nothing tells which way is good. */
export type Verdict = "better" | "worse" | "other" | "same" | "new" | "gone" | "unclear";

export interface MetricChange {
  key: string;
  before: MetricValue | null;
  after: MetricValue | null;
  difference: number | null;
  /** Whether less is better; null when nothing tells. */
  isLower: boolean | null;
  verdict: Verdict;
}

export interface TextChange {
  key: string;
  before: string | null;
  after: string | null;
}

export interface SignatureChange {
  kind: "same" | "changed" | "lost" | "new" | "unknown";
  lines: TextChange[];
}

export interface Comparison {
  metrics: MetricChange[];
  params: TextChange[];
  datasets: TextChange[];
  /** Columns and tensors of the signatures. */
  columns: TextChange[];
  signature: SignatureChange;
  /** Files by their digests; none when one side's are not known. */
  files: TextChange[];
}

function verdict(key: string, before: MetricValue | null, after: MetricValue | null, isLower: boolean | null): Verdict {
  if (before === null) return "new";
  if (after === null) return "gone";
  const [a, b] = [toNumber(before), toNumber(after)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? "same" : "unclear";
  if (a === b) return "same";
  return judged(key, b - a, isLower) || "other";
}

export function metricChange(key: string, before: MetricValue | null, after: MetricValue | null, isLower: boolean | null): MetricChange {
  const difference = before === null || after === null ? NaN : toNumber(after) - toNumber(before);
  return { key, before, after, isLower, difference: Number.isFinite(difference) ? difference : null, verdict: verdict(key, before, after, isLower) };
}

const ORDER: Verdict[] = ["worse", "unclear", "better", "gone", "new", "other", "same"];

/** Judged as the new one's experiment says, else as the old one's, else by their names. */
function metrics(before: Side | null, after: Side): MetricChange[] {
  const values = (side: Side | null) =>
    new Map((side?.run?.data.metrics ?? []).filter((each) => !each.key.startsWith("system/")).map((each) => [each.key, each.value]));
  const [a, b] = [values(before), values(after)];
  const keys = [...new Set([...a.keys(), ...b.keys()])];
  const mainOf = (experiment: Experiment | undefined) => mainMetric(experiment, keys.map((key) => ({ key })));
  const experiment = [after, before].map((side) => side?.experiment ?? undefined).find((each) => mainOf(each)?.isSet);
  const main = mainOf(experiment);
  const changes = keys.map((key) => metricChange(key, a.get(key) ?? null, b.get(key) ?? null, isLower(experiment, key)));
  const rank = (each: MetricChange) => (each.key === main?.key ? -1 : ORDER.indexOf(each.verdict));
  return changes.sort((x, y) => rank(x) - rank(y) || x.key.localeCompare(y.key));
}

/** Two maps of texts side by side, by key. */
function sideBySide(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): TextChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  return keys.map((key) => ({ key, before: before.get(key) ?? null, after: after.get(key) ?? null }));
}

/** Those that differ. */
export const differing = (changes: readonly TextChange[]): TextChange[] => changes.filter((each) => each.before !== each.after);

const params = (side: Side | null) => new Map((side?.run?.data.params ?? []).map((each) => [each.key, each.value]));

function datasets(side: Side | null): Map<string, string> {
  const digests = new Map<string, string[]>();
  for (const { dataset, tags } of side?.run?.inputs?.dataset_inputs ?? []) {
    const context = tags?.find((tag) => tag.key === "mlflow.data.context")?.value;
    const key = context ? `${dataset.name} (${context})` : dataset.name;
    digests.set(key, [...(digests.get(key) ?? []), dataset.digest]);
  }
  return new Map([...digests].map(([key, all]) => [key, all.sort().join(", ")]));
}

const files = (side: Side | null) => new Map((side?.manifest?.files ?? []).map((each) => [each.path, each.sha256]));

function typeText(column: SignatureColumn): string {
  const spec = column["tensor-spec"] ?? column.type ?? "any";
  const text = typeof spec === "string" ? spec : JSON.stringify(spec);
  return column.required === false ? `${text}, optional` : text;
}

/** The columns and tensors of a signature, and their types. */
export function columns(signature: Signature | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of ["inputs", "outputs", "params"] as const) {
    (signature?.[part] ?? []).forEach((column, i) => found.set(`${part.slice(0, -1)} ${column.name ?? i}`, typeText(column)));
  }
  return found;
}

const order = (signature: Signature, part: "inputs" | "outputs") => (signature[part] ?? []).map((column) => column.name ?? "").join("\n");

function signature(before: Side | null, after: Side): SignatureChange {
  if (!before?.manifest || !after.manifest) return { kind: "unknown", lines: [] };
  const [a, b] = [before.manifest.signature, after.manifest.signature];
  if (!a) return { kind: b ? "new" : "same", lines: [] };
  if (!b) return { kind: "lost", lines: [] };
  const changed = differing(sideBySide(columns(a), columns(b)));
  for (const part of ["inputs", "outputs"] as const) {
    if (changed.length === 0 && order(a, part) !== order(b, part)) {
      changed.push({ key: `order of ${part}`, before: order(a, part).replaceAll("\n", ", "), after: order(b, part).replaceAll("\n", ", ") });
    }
  }
  return { kind: changed.length > 0 ? "changed" : "same", lines: changed };
}

/** What changes when `after` takes the place of `before`; null when nothing was there before. */
export function compare(before: Side | null, after: Side): Comparison {
  return {
    metrics: metrics(before, after),
    params: sideBySide(params(before), params(after)),
    datasets: sideBySide(datasets(before), datasets(after)),
    columns: sideBySide(columns(before?.manifest?.signature), columns(after.manifest?.signature)),
    signature: signature(before, after),
    files: before?.manifest && after.manifest ? sideBySide(files(before), files(after)) : [],
  };
}

/** Whether callers of `before` may break on `after`. */
export const isBlocking = (change: SignatureChange): boolean => change.kind === "changed" || change.kind === "lost";

/** How many files there are of each kind. */
export function fileKinds(files: readonly TextChange[]): { added: number; removed: number; changed: number; equal: number } {
  const added = files.filter((each) => each.before === null).length;
  const removed = files.filter((each) => each.after === null).length;
  const equal = files.length - differing(files).length;
  return { added, removed, changed: files.length - added - removed - equal, equal };
}
