import { useEffect, useMemo, useState } from "preact/hooks";
import type { Experiment, RunKeys } from "../api/types";
import { mainMetric } from "../experiments/mainMetric";
import { restoreExperiment, useExperiment } from "../experiments/queries";
import { choose, place, setQuery } from "../router";
import type { Parts } from "../routes";
import { Nearest } from "../shell/Nearest";
import { offWhileAway } from "../ui/away";
import { useKeys } from "../ui/keys";
import { lazy } from "../ui/lazy";
import { inList, listIn } from "../ui/list";
import { count } from "../ui/numbers";
import { isNarrow } from "../ui/screen";
import { Empty, Failed, Loading, Show } from "../ui/States";
import { useTitle } from "../ui/title";
import { attempt } from "../ui/Toast";
import { orderBy } from "./columns";
import { FirstRun } from "./FirstRun";
import { GroupChoice } from "./GroupChoice";
import { understand } from "./language";
import { OrderChoice } from "./OrderChoice";
import { rememberTable } from "./neighbours";
import { useKeysOf } from "./queries";
import { RunGrid } from "./RunGrid";
import { NESTED_IN_NONE, type Wish } from "./RunRows";
import { SearchBox } from "./SearchBox";
import { SearchProblem } from "./SearchProblem";
import { isSelectedElsewhere, selectedRuns, selectRuns } from "./selected";
import { Selection } from "./Selection";
import { PARENT, useLive, useRunTable } from "./table";
import "./runs.css";

const ColumnsDialog = lazy(() => import("./ColumnsDialog").then((module) => module.ColumnsDialog));
const SelectedCurves = lazy(() => import("./SelectedCurves").then((module) => module.SelectedCurves));

/** The runs of an experiment: search, table, selection. */
export function RunsPage({ parts }: { parts: Parts }) {
  const id = parts["experiment"] ?? "";
  const experiment = useExperiment(id);
  const keys = useKeysOf(id);
  useTitle(experiment.data?.name ?? `Experiment ${id}`);
  if (experiment.error?.isMissing) {
    return (
      <div class="stack">
        <h1>Experiment {id}</h1>
        <Failed error={experiment.error} what={`The experiment ${id} cannot be shown`} />
        <Nearest name={id} />
      </div>
    );
  }
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

/** What is open when one more is, or one less. */
function toggled(key: string): string {
  const next = new Set(listIn(place.value.query.get("open")));
  if (!next.delete(key)) next.add(key);
  return inList(next);
}

function Runs({ experiment, keys }: { experiment: Experiment; keys: RunKeys }) {
  const { query } = place.value;
  const text = query.get("q") ?? "";
  const sort = query.get("sort") ?? "";
  const group = query.get("group") ?? "";
  const isCurves = query.get("view") === "curves";
  const isDeleted = query.get("lifecycle") === "deleted";
  const chosen = query.get("cols") ?? "";
  const opened = query.get("open");
  const columns = useMemo(() => (chosen ? listIn(chosen) : keys.columns), [chosen, keys]);
  const open = useMemo<ReadonlySet<string>>(() => new Set(listIn(opened)), [opened]);
  const selected = selectedRuns();
  const main = mainMetric(experiment, keys.metrics);
  const understood = useMemo(() => understand(text, keys, Date.now()), [text, keys]);
  const [isUnfolded, setUnfolded] = useState(false);
  const [choosing, setChoosing] = useState<"not" | "open" | "chosen">("not");

  // A search, and groups, are about all runs, wherever they are nested.
  const hasNested = keys.tags.some((each) => each.key === PARENT);
  const isNested = hasNested && text === "" && group === "" && !query.has("flat");
  const wish = useMemo<Wish | null>(() => {
    if (understood.problem) return null;
    const { filter, words } = understood;
    const all = { experiment: experiment.experiment_id, filter, words, order: orderBy(sort, keys), columns, isDeleted };
    return isNested ? { ...all, filter: NESTED_IN_NONE, withChildren: true } : all;
  }, [understood, sort, columns.join("\n"), isDeleted, isNested]);
  const table = useRunTable(wish, keys, group, open, sort, query.get("pin") ?? "");
  const { source, runs } = table;
  useEffect(() => rememberTable(() => runs.value), [runs]);
  useLive(experiment.experiment_id, table);
  useKeys({ t: () => choose({ view: undefined }), g: () => choose({ view: "curves" }) });

  const error = source.error.value;
  const refused = error && !error.isAway && error.status === 400 ? error.message : "";
  const isUnderstood = understood.problem === null && refused === "";
  // What is not yet at its end is no fault of the writer.
  const isWrong = !isUnderstood && !refused.includes(" at its end: ");
  const total = source.total.value;
  // A search that fails, or is not understood, keeps the rows of the one before.
  const isOld = total !== null && (error !== null || wish === null) && source.shown.value !== JSON.stringify(wish);
  const isUnfiltered = text === "" && !isDeleted;
  const isGone = experiment.lifecycle_stage === "deleted";
  return (
    <div class="runs">
      <div class="row apart">
        <h1>{experiment.name}</h1>
        <Selection selected={selected} isElsewhere={isSelectedElsewhere()} isDeleted={isDeleted} source={source} onReference={(run) => choose({ pin: run })} />
      </div>
      {isGone && <DeletedNote experiment={experiment} onRestore={() => source.reload()} />}
      <div class="row">
        <SearchBox text={text} keys={keys} isWrong={isWrong} onText={(next) => setQuery({ q: next })} />
        <span class="meta run-count" role="status">
          {total === null ? "" : count(total, "run")}
          {group !== "" && table.groups && ` in ${table.isTruncated ? "more than " : ""}${count(table.groups.length, "group")}`}
          {isNested && total !== null && !isOld && " and those nested in them"}
          {isOld && ", from before this search"}
        </span>
        {isNarrow.value && (
          <button type="button" aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
            View
          </button>
        )}
        {(!isNarrow.value || isUnfolded) && (
          <>
            <div class="group" role="group" aria-label="Which runs">
              <button type="button" aria-pressed={!isDeleted} onClick={() => choose({ lifecycle: undefined, sel: undefined })}>
                Active
              </button>
              <button type="button" aria-pressed={isDeleted} onClick={() => choose({ lifecycle: "deleted", sel: undefined })}>
                Deleted
              </button>
            </div>
            <OrderChoice columns={columns} sort={sort} />
            <GroupChoice keys={keys} group={group} hasNested={hasNested} isFlat={query.has("flat")} />
            <button type="button" onClick={() => setChoosing("open")}>
              Columns
            </button>
            <div class="group" role="group" aria-label="View">
              <button type="button" aria-pressed={!isCurves} onClick={() => choose({ view: undefined })}>
                Table
              </button>
              <button type="button" aria-pressed={isCurves} onClick={() => choose({ view: "curves" })}>
                Curves
              </button>
            </div>
          </>
        )}
      </div>
      <SearchProblem text={text} isWrong={isWrong} problem={understood.problem} refusal={refused} hint={understood.hint} />
      {error && !refused && !(error.isAway && total) && <Failed error={error} what="The runs cannot be shown" />}
      {table.groupError && !(table.groupError.isAway && table.groups?.length) && <Failed error={table.groupError} what="The groups cannot be shown" />}
      {!total && !isUnderstood && <Empty title="No runs are shown: the search cannot be understood." />}
      {total === null && isUnderstood && !error && <Loading />}
      {total === 0 && !isOld && (isUnfiltered && !isGone ? <FirstRun experiment={experiment} /> : <Empty title={nothing(text, isDeleted)} />)}
      {total !== null && total > 0 && isCurves && <SelectedCurves rows={runs.value} total={total} selected={selected} keys={keys} main={main?.key} by={group} />}
      {total !== null && total > 0 && !isCurves && (
        <RunGrid
          {...table}
          columns={columns}
          keys={keys}
          main={main}
          sort={sort}
          onSort={(next) => choose({ sort: next })}
          selected={selected}
          onSelect={(change) => selectRuns(change(selectedRuns()))}
          by={group}
          isTree={isNested || group !== ""}
          onToggle={(key) => setQuery({ open: toggled(key) })}
          onReference={(run) => choose({ pin: run === query.get("pin") ? undefined : run })}
        />
      )}
      {choosing !== "not" && (
        <ColumnsDialog
          keys={keys}
          columns={columns}
          onColumns={(next) => {
            // All that is chosen at a time is one step.
            setQuery({ cols: inList(next) }, { replace: choosing === "chosen" });
            setChoosing("chosen");
          }}
          onClose={() => setChoosing("not")}
        />
      )}
    </div>
  );
}

const nothing = (text: string, isDeleted: boolean): string =>
  text !== "" ? "No run matches." : isDeleted ? "No run is deleted." : "No run is active.";

function DeletedNote({ experiment: { experiment_id: id, name }, onRestore }: { experiment: Experiment; onRestore: () => Promise<void> }) {
  return (
    <div class="notice warn">
      <div class="row apart">
        <span>This experiment is deleted, and takes no new runs. It can be restored until it is purged.</span>
        <button type="button" class="main" {...offWhileAway()} onClick={() => attempt(restoreExperiment(id).then(onRestore), `${name} is back`)}>
          Restore
        </button>
      </div>
    </div>
  );
}
