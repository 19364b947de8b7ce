import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { copy } from "../ui/Copy";
import { count } from "../ui/numbers";
import { tell } from "../ui/Toast";

export interface Pair {
  key: string;
  /** The whole value, for tooltip, copy and search. */
  value: string;
  shown?: ComponentChildren;
  more?: ComponentChildren[];
}

const SEARCH_FROM = 8;
const SHOWN = 200;

/** A table of keys and values that can be searched; a click on a value copies all of it. */
export function Pairs({ pairs, noun, heads = [], empty }: { pairs: Pair[]; noun: string; heads?: string[]; empty: string }) {
  const [words, setWords] = useState("");
  const [isWhole, setWhole] = useState(false);
  if (pairs.length === 0) return <p class="meta">{empty}</p>;
  const lower = words.toLowerCase();
  const found = pairs.filter((pair) => pair.key.toLowerCase().includes(lower) || pair.value.toLowerCase().includes(lower));
  const shown = isWhole ? found : found.slice(0, SHOWN);
  return (
    <div class="stack">
      {pairs.length >= SEARCH_FROM && (
        <div class="row">
          <input
            type="search"
            class="grow"
            aria-label={`Find ${noun}s by name or value`}
            placeholder={`Find among ${count(pairs.length, noun)}`}
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          <span class="meta" aria-live="polite">{words && count(found.length, "hit")}</span>
        </div>
      )}
      <table class="pairs-table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class={heads.length > 0 ? "number" : undefined}>{heads[0] ?? "Value"}</th>
            {heads.slice(1).map((head) => <th key={head} scope="col" class="number">{head}</th>)}
          </tr>
        </thead>
        <tbody>
          {shown.map((pair) => (
            <tr key={pair.key}>
              <th scope="row" class="mono">{pair.key}</th>
              <td class={heads.length > 0 ? "number" : undefined}>
                <button
                  type="button"
                  class="quiet value"
                  title={`${pair.value}\n(copies)`}
                  onClick={() => void copy(pair.value).then(() => tell(`Copied ${pair.key}`))}
                >
                  <span class="clip">{pair.shown ?? pair.value}</span>
                </button>
              </td>
              {pair.more?.map((cell, i) => <td key={i} class="number">{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      {found.length > shown.length && (
        <button type="button" onClick={() => setWhole(true)}>{`Show all ${found.length.toLocaleString()}`}</button>
      )}
    </div>
  );
}
