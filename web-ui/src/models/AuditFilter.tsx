import { useId, useMemo, useState } from "preact/hooks";
import { mlflow } from "../api/client";
import { holding } from "../api/filter";
import { useQueryKeepingLast } from "../api/query";
import type { Models, RegistryEvent } from "../api/types";
import { place, setQuery } from "../router";
import { ACTIONS } from "./sentences";

/** As many names are offered. */
export const OFFERED = 20;

/** Names of models that hold a text, whatever the case; an empty text reads nothing. */
export const useNamesHolding = (text: string) =>
  useQueryKeepingLast(text && `models/names/${text}`, (signal) =>
    mlflow
      .get<Models>("registered-models/search", { filter: holding("name", text), max_results: String(OFFERED) }, signal)
      .then((answer) => (answer.registered_models ?? []).map((model) => model.name)),
  );

/** Which changes are wanted. The log is searched by whole names; those that are known complete a part of one. */
export function AuditFilter({ events }: { events: readonly RegistryEvent[] }) {
  const [part, setPart] = useState("");
  const found = useNamesHolding(part.trim()).data ?? [];
  const seen = useMemo(() => ({ models: new Set<string>(), actors: new Set<string>() }), []);
  for (const event of events) {
    seen.models.add(event.model);
    seen.actors.add(event.actor);
  }
  return (
    <form class="audit-filter" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
      <NameField name="model" label="Model" placeholder="Any, by its whole name" known={[...new Set([...found, ...seen.models])]} onPart={setPart} />
      <NameField name="actor" label="Actor" placeholder="Anybody, by the whole name" known={[...seen.actors]} />
      <label>
        Action
        <select value={place.value.query.get("action") ?? ""} onChange={(event) => setQuery({ action: event.currentTarget.value })}>
          <option value="">Any</option>
          {Object.entries(ACTIONS).map(([action, words]) => <option key={action} value={action}>{words}</option>)}
        </select>
      </label>
      <DateField name="from" label="From" />
      <DateField name="until" label="Up to and with" />
    </form>
  );
}

interface NameFieldProps {
  name: string;
  label: string;
  placeholder: string;
  /** What the browser offers, of it what holds the text. */
  known: string[];
  onPart?: (text: string) => void;
}

function NameField({ name, label, placeholder, known, onPart }: NameFieldProps) {
  const list = useId();
  const value = place.value.query.get(name) ?? "";
  const search = (text: string) => setQuery({ [name]: text.trim() });
  return (
    <div>
      <label>
        {label}
        <input
          key={value}
          type="search"
          list={list}
          placeholder={placeholder}
          defaultValue={value}
          onInput={(event) => {
            onPart?.(event.currentTarget.value);
            // Firefox tells of no change when one chooses what it offers.
            if (event.inputType === "insertReplacementText") search(event.currentTarget.value);
          }}
          onChange={(event) => search(event.currentTarget.value)}
        />
      </label>
      <datalist id={list}>
        {known.map((each) => <option key={each} value={each} />)}
      </datalist>
    </div>
  );
}

function DateField({ name, label }: { name: string; label: string }) {
  return (
    <label>
      {label}
      <input type="date" value={place.value.query.get(name) ?? ""} onChange={(event) => setQuery({ [name]: event.currentTarget.value })} />
    </label>
  );
}
