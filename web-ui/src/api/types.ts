/** The wire's shapes, as far as the page reads them. */
export interface KeyValue {
  key: string;
  value: string;
}

export type RunStatus = "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
export type Stage = "None" | "Staging" | "Production" | "Archived";

/** A metric's value; what is not finite is text. */
export type MetricValue = number | "NaN" | "Infinity" | "-Infinity";

export interface Experiment {
  experiment_id: string;
  name: string;
  artifact_location: string;
  lifecycle_stage: "active" | "deleted";
  creation_time: number;
  last_update_time: number;
  tags?: KeyValue[];
}

export interface RunInfo {
  run_id: string;
  run_name: string;
  experiment_id: string;
  user_id: string;
  status: RunStatus;
  start_time: number;
  end_time?: number;
  artifact_uri: string;
  lifecycle_stage: "active" | "deleted";
}

export interface Metric {
  key: string;
  value: MetricValue;
  timestamp: number;
  step: number;
}

export interface DatasetInput {
  dataset: { name: string; digest: string; source_type: string; source: string; schema?: string; profile?: string };
  tags?: KeyValue[];
}

export interface Run {
  info: RunInfo;
  data: { metrics?: Metric[]; params?: KeyValue[]; tags?: KeyValue[] };
  inputs?: { dataset_inputs?: DatasetInput[]; model_inputs?: { model_id: string }[] };
  outputs?: { model_outputs?: { model_id: string; step?: number }[] };
}

/** The answer of `runs/table`: all lists have one entry a run. */
export interface RunTable {
  run_id: string[];
  number: number[];
  experiment_id: string[];
  name: string[];
  user: string[];
  status: RunStatus[];
  start_time: number[];
  end_time: (number | null)[];
  lifecycle_stage: ("active" | "deleted")[];
  columns: { key: string; values: (MetricValue | string | null)[] }[];
  /** How many runs are nested in each, where that was asked. */
  children?: number[];
  next_page_token?: string;
  total?: number;
}

/** Runs that have a value in common, or none (null), with what their numbers are like. */
export interface RunGroup {
  value: string | null;
  runs: number;
  columns: { key: string; count: number; mean: number; deviation?: number; min: number; max: number }[];
}

/** The answer of `runs/groups`. */
export interface RunGroups {
  groups: RunGroup[];
  truncated: boolean;
}

/** What goes on in an experiment; deleted runs do not count. */
export interface Activity {
  experiment_id: string;
  name: string;
  runs: number;
  running: number;
  last_start?: number;
  /** Runs begun in each of the last 14 days, the newest last. */
  days: number[];
}

export interface Activities {
  experiments: Activity[];
}

/** A param or tag of some experiments, with its first values in the order of text, up to 20. */
export interface TextRange {
  key: string;
  values: number;
  sample: string[];
}

export interface RunKeys {
  metrics: { key: string; min?: number; max?: number }[];
  params: TextRange[];
  tags: TextRange[];
  truncated: boolean;
  /** What a table shows of them unless somebody chose. */
  columns: string[];
}

/** One curve of `metrics/series`; an exact one has x and last alone. */
export interface Series {
  run_id: string;
  key: string;
  points: number;
  exact: boolean;
  x_min: number;
  x_max: number;
  x: number[];
  last: (MetricValue | null)[];
  x_last?: number[];
  first?: (MetricValue | null)[];
  min?: (number | null)[];
  max?: (number | null)[];
  mean?: (number | null)[];
  count?: number[];
  nan?: number[];
  pos_inf?: number[];
  neg_inf?: number[];
}

export interface RegisteredModel {
  name: string;
  creation_timestamp: number;
  last_updated_timestamp: number;
  description?: string;
  latest_versions?: ModelVersion[];
  tags?: KeyValue[];
  aliases?: { alias: string; version: string }[];
  /** From here on what our own calls tell alone. */
  model_id?: number;
  mode?: "open" | "guarded";
  protected_aliases?: string[];
  /** What a rollback would bring back; told of a single model. */
  previous_production?: string;
}

export interface ModelVersion {
  name: string;
  version: string;
  creation_timestamp: number;
  last_updated_timestamp: number;
  current_stage: Stage;
  description?: string;
  user_id?: string;
  source: string;
  run_id?: string;
  status: string;
  tags?: KeyValue[];
  aliases?: string[];
}

/** An entry of the log of changes. */
export interface RegistryEvent {
  seq: number;
  time: number;
  actor: string;
  way: string;
  action: string;
  model: string;
  model_id: number;
  version?: number;
  key?: string;
  before?: string;
  after?: string;
  reason?: string;
  hash: string;
}

/** A column of a model's signature, or a tensor. */
export interface SignatureColumn {
  name?: string;
  type?: unknown;
  required?: boolean;
  "tensor-spec"?: unknown;
}

export interface Signature {
  inputs?: SignatureColumn[] | null;
  outputs?: SignatureColumn[] | null;
  params?: SignatureColumn[] | null;
}

/** Which bytes belong to a version. */
export interface Manifest {
  digest: string;
  total_size: number;
  file_count: number;
  signature?: Signature;
  files: { path: string; size: number; sha256: string }[];
}

/** What has changed after a cursor. */
export interface Changes {
  cursor: string;
  runs: string[];
  points: string[];
  /** The experiments of these runs. */
  experiment_of: Record<string, string>;
  /** Runs to which files were put. */
  files: string[];
  models: string[];
  experiments: string[];
  reset: boolean;
}

/** An answer of `experiments/search`. */
export interface Experiments {
  experiments?: Experiment[];
  next_page_token?: string;
}

/** An answer of `models`. */
export interface Models {
  registered_models?: RegisteredModel[];
  next_page_token?: string;
}

/** An answer of `model-versions/search`. */
export interface ModelVersions {
  model_versions?: ModelVersion[];
  next_page_token?: string;
}

/** A version that somebody may fetch by a stage or an alias. */
export interface InUse {
  model: string;
  mode: "open" | "guarded";
  version: string;
  run_id: string;
  /** Left out for what is in Production. */
  alias?: string;
  since?: number;
  actor?: string;
  way?: string;
  reason?: string;
  /** When a program fetched the files last, and which; left out when none did. */
  fetched?: number;
  fetched_with?: string;
  fetched_by?: string;
}

/** An answer of `views`: an address of ours, below the base, with a slash at its start. */
export interface SavedView {
  key: string;
  address: string;
}

/** An answer of `deployed`. */
export interface Deployed {
  deployed: InUse[];
  truncated: boolean;
}
