import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { isSettled } from "../api/query";
import type { ModelVersion, RegisteredModel, RegistryEvent, Stage } from "../api/types";
import { setQuery } from "../router";
import { offWhileAway } from "../ui/away";
import { Loading } from "../ui/States";
import { LaneRow } from "./LaneRow";
import { useRunFacts, type RunFacts } from "./queries";

const SHOWN = 20;
const MORE = 100;

/** All versions by what they are for: in Production, next, candidates, past. */
export function Lanes({ model, versions, moves, isMore }: { model: RegisteredModel; versions: ModelVersion[]; moves: RegistryEvent[]; isMore: boolean }) {
  const [shown, setShown] = useState(SHOWN);
  const [isOpen, setOpen] = useState(false);
  const inStage = (stage: Stage) => versions.filter((version) => version.current_stage === stage);
  const [production, staging, candidates, archived] = [inStage("Production"), inStage("Staging"), inStage("None"), inStage("Archived")];
  const told = (list: ModelVersion[]) => `${list.length.toLocaleString()}${isMore ? "+" : ""}`;
  const past = isOpen ? archived.slice(0, shown) : [];
  const seen = [...production, ...staging, ...candidates.slice(0, shown), ...past];
  const runs = [...new Set(seen.map((version) => version.run_id ?? "").filter((run) => run !== ""))];
  const leading = [...production, ...versions].find((version) => version.run_id)?.run_id;
  const found = useRunFacts(model.name, leading, runs);
  const facts = found.data;
  const base = production[0];
  const rows = (list: ModelVersion[]) =>
    list.map((version) => <LaneRow key={version.version} model={model} version={version} moves={moves} facts={facts} base={base} />);
  if (leading !== undefined && !isSettled(found)) return <Loading />;
  return (
    <table class="lanes">
      <Heads keys={facts?.keys ?? []} />
      <Lane title="Production" count={production.length} span={5 + (facts?.keys.length ?? 0)} act={<BackButton model={model} />}>
        {production.length === 0 ? <Nothing facts={facts} text="Nothing is in Production." /> : rows(production)}
        {production.length > 1 && <Nothing facts={facts} text="More than one version is in Production: who fetches by the stage gets the highest." isWarning />}
      </Lane>
      <Lane title="Staging" count={staging.length} span={5 + (facts?.keys.length ?? 0)}>
        {staging.length === 0 ? <Nothing facts={facts} text="Nothing is in Staging." /> : rows(staging)}
      </Lane>
      <Lane title="Candidates" count={told(candidates)} span={5 + (facts?.keys.length ?? 0)}>
        {candidates.length === 0 ? <Nothing facts={facts} text="No version waits for a decision." /> : rows(candidates.slice(0, shown))}
        {candidates.length > shown && <More facts={facts} rest={candidates.length - shown} onMore={() => setShown(shown + MORE)} />}
      </Lane>
      <Lane
        title="Archive"
        count={told(archived)}
        span={5 + (facts?.keys.length ?? 0)}
        act={
          archived.length > 0 && (
            <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? "Fold" : "Show"} the archive
            </button>
          )
        }
      >
        {rows(past)}
        {isOpen && archived.length > shown && <More facts={facts} rest={archived.length - shown} onMore={() => setShown(shown + MORE)} />}
        {isMore && <Nothing facts={facts} text="The newest 1,000 versions are here, and older ones that are in use; others by their number in the address." />}
      </Lane>
    </table>
  );
}

function Heads({ keys }: { keys: string[] }) {
  return (
    <thead>
      <tr>
        <th scope="col" class="name">Version</th>
        <th scope="col" class="since">There since</th>
        <th scope="col">Why</th>
        <th scope="col">Source run</th>
        {keys.map((key) => <th key={key} scope="col" class="number" title={key}>{key}</th>)}
        <th scope="col" class="acts"><span class="unseen">Actions</span></th>
      </tr>
    </thead>
  );
}

function Lane({ title, count, span, act, children }: { title: string; count: number | string; span: number; act?: ComponentChildren; children: ComponentChildren }) {
  return (
    <tbody>
      <tr class="lane">
        <th scope="rowgroup" colSpan={span}>
          <div class="row apart">
            <span>
              {title} <span class="meta">{count}</span>
            </span>
            {act}
          </div>
        </th>
      </tr>
      {children}
    </tbody>
  );
}

function Nothing({ facts, text, isWarning }: { facts: RunFacts | undefined; text: string; isWarning?: boolean }) {
  return (
    <tr class="nothing">
      <td colSpan={5 + (facts?.keys.length ?? 0)} class={isWarning ? "warn" : "ghost"}>{text}</td>
    </tr>
  );
}

function More({ facts, rest, onMore }: { facts: RunFacts | undefined; rest: number; onMore: () => void }) {
  return (
    <tr class="nothing">
      <td colSpan={5 + (facts?.keys.length ?? 0)}>
        <button type="button" onClick={onMore}>{`Show more of ${rest.toLocaleString()}`}</button>
      </td>
    </tr>
  );
}

function BackButton({ model }: { model: RegisteredModel }) {
  const previous = model.previous_production;
  if (previous === undefined) return null;
  return (
    <button type="button" {...offWhileAway()} onClick={() => setQuery({ back: previous, promote: undefined }, { replace: false })}>
      {`Back to v${previous}`}
    </button>
  );
}
