import { useEffect, useState } from "preact/hooks";
import { own } from "../api/client";
import { useQueryKeepingLast } from "../api/query";
import type { RunTable } from "../api/types";
import { quoted } from "../api/filter";
import { Show } from "../ui/States";
import { store, stored } from "../ui/stored";
import { RunList } from "./RunList";

const SHOWN = 12;
const KEPT = "modelyard-user";

/** The latest runs of everybody, or of the user that was chosen in this browser. */
export function LatestRuns({ ids, names }: { ids: string[]; names: Map<string, string> }) {
  const [user, setUser] = useState(stored("localStorage", KEPT) ?? "");
  const filter = user ? `attributes.user_id = ${quoted(user)}` : "";
  const found = useQueryKeepingLast(`runs/latest/${user}/${ids.join(",")}`, (signal) =>
    own.post<RunTable>("runs/table", { experiment_ids: ids, filter, max_results: SHOWN }, signal),
  );
  const choose = (name: string) => {
    store("localStorage", KEPT, name);
    setUser(name);
  };
  return (
    <section class="stack" aria-label="Latest runs">
      <div class="row apart">
        <h2>Latest runs</h2>
        <Users chosen={user} seen={found.data?.user ?? []} choose={choose} />
      </div>
      <Show found={found} what="The latest runs cannot be shown">
        {(table) => (table.run_id.length === 0 ? <p class="ghost">{user} has no run yet.</p> : <RunList table={table} names={names} />)}
      </Show>
    </section>
  );
}

/** Whose runs: without a login the page cannot know who is looking. */
function Users({ chosen, seen, choose }: { chosen: string; seen: string[]; choose: (user: string) => void }) {
  const [known, setKnown] = useState<string[]>(chosen ? [chosen] : []);
  useEffect(() => {
    setKnown((old) => [...new Set([...old, ...seen])].filter((name) => name !== "").sort());
  }, [seen.join("\n")]);
  return (
    <label class="line meta">
      of
      <select value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">everybody</option>
        {known.map((name) => (
          <option key={name} value={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
