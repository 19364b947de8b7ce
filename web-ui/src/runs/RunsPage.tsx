import { useEffect, useMemo, useState } from "preact/hooks";
import { refresh } from "../api/query";
import type { Experiment, RunKeys } from "../api/types";
import { useExperiment } from "../experiments/queries";
import { useChanges } from "../live/changes";
import { place, setQuery } from "../router";
import type { Parts } from "../routes";
import { useKeys } from "../ui/keys";
import { count } from "../ui/numbers";
import { Empty, Failed, Loading, Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { ColumnsDialog } from "./ColumnsDialog";
import { orderBy, usualColumns } from "./columns";
import { FirstRun } from "./FirstRun";
import { understand } from "./language";
import { OrderChoice } from "./OrderChoice";
import { rememberTable } from "./neighbours";
import { useKeysOf } from "./queries";
import { RunGrid } from "./RunGrid";
import { RunRows } from "./RunRows";
import { SearchBox } from "./SearchBox";
import { SelectedCurves } from "./SelectedCurves";
import { Selection } from "./Selection";
import "./runs.css";

const RELOAD_MILLIS = 1_000;

/** The runs of an experiment: search, table, selection. */
export function RunsPage({ parts }: { parts: Parts }) {
  const id = parts["experiment"] ?? "";
  const experiment = useExperiment(id);
  const keys = useKeysOf(id);
  useTitle(experiment.data?.name ?? `Experiment ${id}`);
  return (
    <Show found={experiment} what={`The experiment ${id} cannot be shown`}>
      {(found) => (
        <Show found={keys} what="The keys of the runs cannot be shown">
          {(known) => <Runs key={id} experiment={found} keys={known} />}
        </Show>
      )}
    </Show>
  );
}

function split(text: string | null): string[] {
  return text ? text.split(",").map(decodeURIComponent) : [];
}

const joined = (texts: Iterable<string>): string => [...texts].map((text) => encodeURIComponent(text)).join(",");

/** The selected runs, which the address holds like all else that is to be seen. */
const selection = (): Set<string> => new Set(split(place.value.query.get("sel")));

function Runs({ experiment, keys }: { experiment: Experiment; keys: RunKeys }) {
  const { query } = place.value;
  const text = query.get("q") ?? "";
  const sort = query.get("sort") ?? "";
  const isCurves = query.get("view") === "curves";
  const isDeleted = query.get("lifecycle") === "deleted";
  const chosen = query.get("cols") ?? "";
  const columns = useMemo(() => (chosen ? split(chosen) : usualColumns(keys)), [chosen, keys]);
  const selected = selection();
  const understood = useMemo(() => understand(text, keys, Date.now()), [text, keys]);
  const [isChoosing, setChoosing] = useState(false);

  const source = useMemo(() => new RunRows(), []);
  useEffect(() => () => source.stop(), []);
  useEffect(() => rememberTable(() => source.rows.value), [source]);
  useEffect(() => {
    if (understood.problem) return;
    source.show({ experiment: experiment.experiment_id, filter: understood.filter, words: understood.words, order: orderBy(sort, keys), columns, isDeleted });
  }, [understood, sort, columns.join("\n"), isDeleted]);
  useLive(experiment.experiment_id, source);
  useKeys({ t: () => setQuery({ view: undefined }), g: () => setQuery({ view: "curves" }) });

  const error = source.error.value;
  const refused = error && !error.isAway && error.status === 400 ? error.message : "";
  const problem = understood.problem?.message ?? refused;
  const total = source.total.value;
  const isUnfiltered = text === "" && !isDeleted;
  return (
    <div class="runs">
      <div class="row apart">
        <h1>{experiment.name}</h1>
        <Selection selected={selected} isDeleted={isDeleted} source={source} />
      </div>
      <div class="row">
        <SearchBox text={text} keys={keys} problem={problem} onText={(next) => setQuery({ q: next })} />
        <span class="meta" role="status">
          {total === null ? "" : count(total, "run")}
        </span>
        <div class="group" role="group" aria-label="Which runs">
          <button type="button" aria-pressed={!isDeleted} onClick={() => setQuery({ lifecycle: undefined, sel: undefined })}>
            Active
          </button>
          <button type="button" aria-pressed={isDeleted} onClick={() => setQuery({ lifecycle: "deleted", sel: undefined })}>
            Deleted
          </button>
        </div>
        <OrderChoice columns={columns} sort={sort} />
        <button type="button" onClick={() => setChoosing(true)}>
          Columns
        </button>
        <div class="group" role="group" aria-label="View">
          <button type="button" aria-pressed={!isCurves} onClick={() => setQuery({ view: undefined })}>
            Table
          </button>
          <button type="button" aria-pressed={isCurves} onClick={() => setQuery({ view: "curves" })}>
            Curves
          </button>
        </div>
      </div>
      {error && !refused && <Failed error={error} what="The runs cannot be shown" />}
      {total === null && !error && <Loading />}
      {total === 0 && (isUnfiltered ? <FirstRun experiment={experiment} /> : <Empty title={isDeleted && text === "" ? "No run is deleted." : "No run is found by that."} />)}
      {total !== null && total > 0 && isCurves && <SelectedCurves source={source} selected={selected} keys={keys} />}
      {total !== null && total > 0 && !isCurves && (
        <RunGrid
          source={source}
          columns={columns}
          keys={keys}
          sort={sort}
          onSort={(next) => setQuery({ sort: next })}
          selected={selected}
          onSelect={(change) => setQuery({ sel: joined(change(selection())) })}
        />
      )}
      {isChoosing && (
        <ColumnsDialog keys={keys} columns={columns} onColumns={(next) => setQuery({ cols: joined(next) })} onClose={() => setChoosing(false)} />
      )}
    </div>
  );
}

/** Reads the rows anew when something of the experiment changes, at most once a second. */
function useLive(experiment: string, source: RunRows): void {
  const state = useMemo(() => ({ timer: undefined as ReturnType<typeof setTimeout> | undefined }), []);
  useEffect(() => () => clearTimeout(state.timer), []);
  useChanges(`runs of ${experiment}`, { experiments: [experiment] }, (changes) => {
    if (changes.runs.length + changes.points.length === 0 && !changes.reset) return;
    state.timer ??= setTimeout(() => {
      state.timer = undefined;
      void source.reload();
      if (changes.runs.length > 0 || changes.points.length > 0) refresh(`keys/${experiment}`);
    }, RELOAD_MILLIS / 2);
  });
}
