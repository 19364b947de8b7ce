import { mlflow, own } from "../api/client";
import { takeFirst, type FirstRun } from "../api/first";
import { ask, know, refresh, useQuery, useQueryKeepingLast, whenRead } from "../api/query";
import type { Deployed, Experiment, InUse, MetricValue, Models, ModelVersion, ModelVersions, RegisteredModel, RegistryEvent, Run, RunTable, Stage } from "../api/types";
import { paths } from "../paths";
import { holdingAll, quoted } from "../api/filter";
import { isLower, mainMetric } from "../experiments/mainMetric";
import { askExperiment, knowExperiment } from "../experiments/queries";
import { keyOf } from "../run/number";
import { guessMainMetric } from "../runs/columns";

/** Models whose names hold all of the words, those that changed last first. */
export function useModels(words: string) {
  const read = (signal: AbortSignal) =>
    own.get<Models>(
      "models",
      {
        filter: holdingAll("name", words),
        max_results: "1000",
        order_by: ["last_updated_timestamp DESC"],
      },
      signal,
    );
  if (words === "") know("models/search/", read, takeFirst("models", paths.models()));
  return useQueryKeepingLast(`models/search/${words}`, read);
}

const readDeployed = (signal: AbortSignal) => own.get<Deployed>("deployed", undefined, signal);

/** All that somebody may fetch by a stage or an alias. */
export function useDeployed() {
  know("deployed", readDeployed, takeFirst("deployed", paths.deployed()));
  return useQuery("deployed", readDeployed);
}

/** The versions of a model in Production, the highest first: a search tells of that alone, what is deployed of the others. */
export function inProduction(model: RegisteredModel, deployed: readonly InUse[]): string[] {
  const highest = model.latest_versions?.find((version) => version.current_stage === "Production")?.version;
  if (highest === undefined) return [];
  const all = deployed.filter((each) => each.model === model.name && each.alias === undefined).map((each) => each.version);
  // What is deployed may have been read before the model was.
  return all.includes(highest) ? all.sort((a, b) => Number(b) - Number(a)) : [highest];
}

const key = (name: string, what: string) => `model/${name}/${what}`;

/** Reads anew what is shown of models; of one alone when it is named. */
export function refreshModels(name?: string): void {
  refresh(name === undefined ? "model/" : key(name, ""));
  refresh("models/");
  refresh("deployed");
  refresh("events/");
}

/** Ends when what was last read anew of a model is shown. */
export const whenShown = (name: string): Promise<void> => whenRead(key(name, ""));

const readModel = (name: string) => (signal: AbortSignal) => own.get<RegisteredModel>(paths.ownModel(name), undefined, signal);

/** `at`: the path of the page that shows it. */
export function useModel(name: string, at = paths.model(name)) {
  const read = readModel(name);
  know(key(name, "itself"), read, takeFirst("model", at));
  return useQuery(key(name, "itself"), read);
}

const VERSIONS_READ = "1000";

const versionsOf = (answer: ModelVersions) => ({ versions: answer.model_versions ?? [], isMore: answer.next_page_token !== undefined });

/** The newest versions, the newest first; behind them those of the older ones that are in use. */
export async function readVersions(name: string, signal?: AbortSignal) {
  const newest = versionsOf(
    await mlflow.get<ModelVersions>(
      "model-versions/search",
      { filter: `name ${/'/.test(name) && /"/.test(name) ? "LIKE" : "="} ${quoted(name)}`, max_results: VERSIONS_READ, order_by: ["version_number DESC"] },
      signal,
    ),
  );
  if (!newest.isMore) return newest;
  const [model, { deployed }] = await Promise.all([
    ask(key(name, "itself"), readModel(name)),
    ask("deployed", readDeployed),
  ]);
  const inUse = [...(model.latest_versions ?? []), ...deployed.filter((each) => each.model === name)].map((each) => each.version);
  if (model.previous_production !== undefined) inUse.push(model.previous_production);
  const last = Number(newest.versions.at(-1)?.version);
  const older = [...new Set(inUse)].filter((number) => Number(number) < last).sort((a, b) => Number(b) - Number(a));
  return { ...newest, versions: [...newest.versions, ...(await Promise.all(older.map((number) => askVersion(name, number))))] };
}

/** Versions as {@link readVersions} tells them. `at`: the path of the page that shows them. */
export function useModelVersions(name: string, at = paths.model(name)) {
  const read = (signal: AbortSignal) => readVersions(name, signal);
  const first = takeFirst("versions", at);
  // Of a model that has many, some alone come with the document.
  if (first && first.next_page_token === undefined) know(key(name, "versions"), read, versionsOf(first));
  return useQuery(key(name, "versions"), read);
}

/** A version, for who asks on with it. */
export function askVersion(name: string, version: string): Promise<ModelVersion> {
  const kept = key(name, `version/${version}`);
  const read = (signal: AbortSignal) =>
    mlflow.get<{ model_version: ModelVersion }>("model-versions/get", { name, version }, signal).then((answer) => answer.model_version);
  know(kept, read, takeFirst("version", paths.version(name, version))?.model_version);
  return ask(kept, read);
}

/** Which events are asked for. */
export interface EventFilter {
  model?: string;
  model_id?: string;
  version?: string;
  action?: string;
  actor?: string;
  from?: string;
  until?: string;
}

export interface EventPage {
  events: RegistryEvent[];
  next_before?: number;
}

export const readEvents = (filter: EventFilter, before: number | undefined, most: number, signal?: AbortSignal) =>
  own.get<EventPage>(
    "events",
    { ...filter, max_results: String(most), ...(before === undefined ? {} : { before: String(before) }) },
    signal,
  );

export const eventsKey = (filter: EventFilter): string => `events/${JSON.stringify(filter)}`;

/** The moves between stages, the latest first. */
export const useMoves = (modelId: number | undefined) => {
  const filter = { model_id: String(modelId), action: "STAGE_CHANGED" };
  return useQuery(modelId === undefined ? "" : `${eventsKey(filter)}/moves`, (signal) =>
    readEvents(filter, undefined, 1_000, signal).then((page) => page.events),
  );
};

const source = (id: string) => (signal: AbortSignal) => mlflow.ifAny<{ run: Run }>("runs/get", { run_id: id }, signal).then(({ found }) => found?.run ?? null);

/** A source run and its experiment, if it is there, for who asks on with them. */
export async function askSource(id: string | undefined): Promise<{ run: Run | null; experiment: Experiment | null }> {
  const run = id ? await ask(keyOf(id, "source"), source(id)) : null;
  return { run, experiment: run && (await askExperiment(run.info.experiment_id)) };
}

function knowSource(first: FirstRun | undefined): void {
  if (!first) return;
  const id = first.run.info.run_id;
  know(keyOf(id, "source"), source(id), first.run);
  knowExperiment(first.experiment);
}

/** What of the source runs is shown beside versions. */
export interface RunFacts {
  keys: string[];
  /** Of each key, whether less is better; null when nothing tells. */
  isLower: (boolean | null)[];
  runs: Map<string, { name: string; number: number; status: Run["info"]["status"]; values: (MetricValue | null)[] }>;
}

const METRICS_SHOWN = 3;

/** The metrics by whose names a model is likely judged, the likeliest first. */
export function telling(keys: readonly string[], most: number): string[] {
  const main = guessMainMetric(keys);
  return main === undefined || most === 0 ? [] : [main, ...telling(keys.filter((key) => key !== main), most - 1)];
}

/** The metrics by which versions are judged: the main one of the leading run, and two others. */
export function useRunFacts(name: string, leading: string | undefined, runs: string[]) {
  knowSource(takeFirst("leading", paths.model(name)));
  return useQueryKeepingLast(leading ? key(name, `facts/${leading}/${runs.join(",")}`) : "", async (signal): Promise<RunFacts> => {
    const { run, experiment } = await askSource(leading).catch(() => ({ run: null, experiment: null }));
    const known = (run?.data.metrics ?? []).filter(({ key }) => !key.startsWith("system/"));
    const main = mainMetric(experiment ?? undefined, known)?.key;
    const others = known.map((metric) => metric.key).filter((each) => each !== main);
    const keys = main === undefined ? [] : [main, ...telling(others, METRICS_SHOWN - 1)];
    const table = await own.post<RunTable>("runs/table", { run_ids: runs, columns: keys.map((each) => `metrics.${each}`) }, signal);
    return {
      keys,
      isLower: keys.map((each) => isLower(experiment ?? undefined, each)),
      runs: new Map(
        table.run_id.map((id, i) => [
          id,
          {
            name: table.name[i] ?? id,
            number: table.number[i] ?? 0,
            status: table.status[i] ?? "RUNNING",
            values: table.columns.map((column) => (column.values[i] ?? null) as MetricValue | null),
          },
        ]),
      ),
    };
  });
}

async function change<T>(name: string, act: Promise<T>): Promise<T> {
  const done = await act;
  refreshModels(name);
  return done;
}

export interface NewModel {
  name: string;
  description: string;
  mode: "open" | "guarded";
  owner: string;
}

export const createModel = ({ name, description, mode, owner }: NewModel) =>
  change(name, own.post("models", { name, description, mode, ...(owner ? { tags: [{ key: "owner", value: owner }] } : {}) }));

interface Moved {
  model_version: ModelVersion;
  archived: string[];
}

export interface Move {
  stage: Stage;
  reason?: string;
  archive?: boolean;
  aliases?: string[];
  expected?: string;
}

export const moveVersion = (name: string, version: string, { stage, reason, archive, aliases, expected }: Move) =>
  change(
    name,
    own.post<Moved>(paths.ownModel(name, `/versions/${version}/transitions`), {
      stage,
      reason: reason || undefined,
      archive_existing_versions: archive,
      aliases,
      expected_production: expected,
    }),
  );

export const rollBack = (name: string, body: { reason: string; aliases: string[]; expected: string }) =>
  change(
    name,
    own.post<Moved>(paths.ownModel(name, "/rollback"), {
      reason: body.reason,
      aliases: body.aliases,
      expected_production: body.expected,
    }),
  );

export const setAlias = (name: string, alias: string, version: string, reason: string) =>
  change(name, own.post(paths.ownModel(name, "/aliases"), { alias, version, reason: reason || undefined }));

export const deleteAlias = (name: string, alias: string) =>
  change(name, mlflow.send("DELETE", "registered-models/alias", { name, alias }));

export const describeModel = (name: string, description: string) =>
  change(name, mlflow.send("PATCH", "registered-models/update", { name, description }));

export const describeVersion = (name: string, version: string, description: string) =>
  change(name, mlflow.send("PATCH", "model-versions/update", { name, version, description }));

export const setModelTag = (name: string, tag: { key: string; value: string }) =>
  change(name, mlflow.post("registered-models/set-tag", { name, ...tag }));

export const deleteModelTag = (name: string, tag: string) =>
  change(name, mlflow.send("DELETE", "registered-models/delete-tag", { name, key: tag }));

export const setVersionTag = (name: string, version: string, tag: { key: string; value: string }) =>
  change(name, mlflow.post("model-versions/set-tag", { name, version, ...tag }));

export const deleteVersionTag = (name: string, version: string, tag: string) =>
  change(name, mlflow.send("DELETE", "model-versions/delete-tag", { name, version, key: tag }));

export const setSettings = (name: string, settings: { mode?: "open" | "guarded"; protected_aliases?: string[]; reason: string }) =>
  change(name, own.send("PATCH", paths.ownModel(name), { ...settings, reason: settings.reason || undefined }));
