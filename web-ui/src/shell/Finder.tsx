import { useEffect, useState } from "preact/hooks";
import { mlflow, own } from "../api/client";
import { holdingAll } from "../api/filter";
import { useQueryKeepingLast } from "../api/query";
import type { Experiments, Models, RunTable } from "../api/types";
import { paths } from "../paths";
import { RunDot } from "../ui/Marks";

const EACH = 5;
const PAUSE_MILLIS = 150;

/** No index knows the ends of ids, so they are looked for where somebody is likely to have seen them. */
const DAYS = 90;
const EXPERIMENTS = 100;

export interface Hit {
  kind: "Experiment" | "Model" | "Run";
  name: string;
  href: string;
  /** Of a run. */
  id?: string;
  number?: number;
}

/** The digits of an id, or of a part of one; empty when the words are none. */
export function idDigits(words: string): string {
  const digits = words.toLowerCase().replaceAll("-", "");
  return /^[0-9a-f]{4,32}$/.test(digits) ? digits : "";
}

/** Experiments and models that have all of the words in their names, and runs that have them in their ids. */
export async function find(words: string, signal?: AbortSignal): Promise<Hit[]> {
  const named = holdingAll("name", words);
  const digits = idDigits(words);
  const [experiments, models, runs] = await Promise.all([
    mlflow.post<Experiments>("experiments/search", { filter: named, max_results: EACH, order_by: ["last_update_time DESC"] }, signal),
    own.get<Models>("models", { filter: named, max_results: String(EACH), order_by: "last_updated_timestamp DESC" }, signal),
    digits === "" ? [] : runsOf(digits, signal),
  ]);
  const byName: Hit[] = [
    ...(experiments.experiments ?? []).map(({ experiment_id: id, name }) => ({ kind: "Experiment" as const, name, href: paths.experiment(id) })),
    ...(models.registered_models ?? []).map(({ name }) => ({ kind: "Model" as const, name, href: paths.model(name) })),
  ];
  return digits.length < 8 ? [...byName, ...runs] : [...runs, ...byName];
}

async function runsOf(digits: string, signal?: AbortSignal): Promise<Hit[]> {
  const table =
    digits.length === 32
      ? await own.post<RunTable>("runs/table", { run_ids: [digits], columns: [] }, signal)
      : await recent(digits, signal);
  return table.run_id.map((id, i) => ({ kind: "Run", id, name: table.name[i] ?? "", number: table.number[i] ?? 0, href: paths.run(id) }));
}

async function recent(digits: string, signal?: AbortSignal): Promise<RunTable> {
  const { experiments = [] } = await mlflow.post<Experiments>(
    "experiments/search",
    { max_results: EXPERIMENTS, order_by: ["last_update_time DESC"] },
    signal,
  );
  return own.post<RunTable>(
    "runs/table",
    {
      experiment_ids: experiments.map((each) => each.experiment_id),
      filter: `attributes.run_id LIKE '%${digits}%' AND attributes.start_time > ${Date.now() - DAYS * 86_400_000}`,
      order_by: ["attributes.start_time DESC"],
      columns: [],
      max_results: EACH,
    },
    signal,
  );
}

/** What has the words in its name or id, as one types. */
export function Finder({ words, onChosen }: { words: string; onChosen: () => void }) {
  const [asked, ask] = useState(words);
  useEffect(() => {
    const pause = setTimeout(() => ask(words), PAUSE_MILLIS);
    return () => clearTimeout(pause);
  }, [words]);
  const { data, error } = useQueryKeepingLast(asked && `find/${asked}`, (signal) => find(asked, signal));
  const digits = idDigits(asked);
  return (
    <div class="menu found stack">
      {data && data.length > 0 && (
        <ul>
          {data.map((hit) => (
            <li key={hit.href}>
              {/* Safari focuses no link that is clicked, but for those with a tab index: the list would close before the click. */}
              <a class="row" href={hit.href} tabIndex={0} onClick={onChosen}>
                <span class="meta">{hit.kind}</span>
                {hit.id && <RunDot number={hit.number} />}
                <span class="clip grow">{hit.name || "(no name)"}</span>
                {hit.id && <code class="meta">{hit.id.slice(-8)}</code>}
              </a>
            </li>
          ))}
        </ul>
      )}
      <p class="meta" role="status">
        {error ? error.message : !data ? "Looking…" : data.length === 0 ? `Nothing has “${asked}” in its name or id.` : ""}
        {digits.length > 0 && digits.length < 32 && ` By a part of their id, runs of the last ${DAYS} days are found, in the ${EXPERIMENTS} experiments that changed last.`}
      </p>
    </div>
  );
}
