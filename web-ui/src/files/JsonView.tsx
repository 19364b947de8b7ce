import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { count } from "../ui/numbers";
import { FindBox } from "./FindBox";
import { hitsIn, isWithin, placeOf, textOf, type Json } from "./json";
import { marked } from "./marked";

const SHOWN = 100;
const OPEN_DEPTH = 2;

/** What is looked for, and the place of the hit that one is at. */
interface Search {
  lower: string;
  goal: string | undefined;
  /** Counts the steps, so that the same hit can be gone to again. */
  step: number;
}

/** JSON with objects and lists that fold, and in which one can search. What is none is shown as text. */
export function JsonView({ text }: { text: string }) {
  const parsed = useMemo(() => parse(text), [text]);
  if ("failure" in parsed) {
    return (
      <>
        <p class="warn">This is no JSON: {parsed.failure}</p>
        <pre class="hex" tabIndex={0} role="region" aria-label="Text of the file">{text.slice(0, 200_000)}</pre>
      </>
    );
  }
  return <Tree value={parsed.value} />;
}

function parse(text: string): { value: Json } | { failure: string } {
  try {
    return { value: JSON.parse(text) as Json };
  } catch (failure) {
    return { failure: failure instanceof Error ? failure.message : String(failure) };
  }
}

function Tree({ value }: { value: Json }) {
  const [words, setWords] = useState("");
  const [step, setStep] = useState(0);
  const lower = words.toLowerCase();
  const hits = useMemo(() => (lower === "" ? [] : hitsIn(value, lower)), [value, lower]);
  const at = hits.length === 0 ? 0 : ((step % hits.length) + hits.length) % hits.length;
  return (
    <>
      <div class="row json-find">
        <FindBox words={words} what="keys and values" onWords={(next) => (setWords(next), setStep(0))} onStep={(by) => setStep(step + by)} />
        <span class="meta line-count" aria-live="polite">{lower && (hits.length === 0 ? "no hit" : `${(at + 1).toLocaleString()} of ${hits.length.toLocaleString()}`)}</span>
      </div>
      <div class="json mono"><Value name={undefined} value={value} place="" depth={0} search={{ lower, goal: hits[at], step }} /></div>
    </>
  );
}

interface ValueProps {
  name: string | undefined;
  value: Json;
  place: string;
  depth: number;
  search: Search;
}

function Value({ name, value, place, depth, search }: ValueProps) {
  const line = useRef<HTMLElement>(null);
  const isAt = search.goal === place;
  useEffect(() => {
    if (isAt) line.current?.scrollIntoView({ block: "center" });
  }, [isAt, search.step]);
  const show = (text: string) => (search.lower === "" ? text : marked(text, search.lower, text.length));
  const label = (
    <span ref={line} class={isAt ? "at" : undefined}>{name !== undefined && <span class="meta">{show(name)}: </span>}</span>
  );
  if (value !== null && typeof value === "object") return <Folded label={label} value={value} place={place} depth={depth} search={search} />;
  return (
    <div class={isAt ? "at" : undefined}>
      {label}
      <span class={typeof value === "string" ? "good" : undefined}>{typeof value === "string" ? <>"{show(JSON.stringify(value).slice(1, -1))}"</> : show(textOf(value))}</span>
    </div>
  );
}

function Folded({ label, value, place, depth, search }: Omit<ValueProps, "name" | "value"> & { label: ComponentChildren; value: Json[] | { [key: string]: Json } }) {
  const { goal, step } = search;
  const isHolder = goal !== undefined && goal !== place && isWithin(goal, place);
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH || isHolder);
  const [shown, setShown] = useState(SHOWN);
  useEffect(() => {
    if (isHolder) setOpen(true);
  }, [isHolder, goal, step]);
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? count(entries.length, "item") : count(entries.length, "key");
  const held = isOpen && isHolder ? entries.findIndex(([key]) => isWithin(goal, placeOf(place, key))) : -1;
  // A hit far behind is shown with those around it, without the thousands before.
  const from = held < shown ? shown : held - (held % SHOWN);
  const part = (some: [string, Json][]) =>
    some.map(([key, each]) => <Value key={key} name={key} value={each} place={placeOf(place, key)} depth={depth + 1} search={search} />);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}{Array.isArray(value) ? "[…]" : "{…}"} <span class="meta">{size}</span></summary>
      {isOpen && part(entries.slice(0, shown))}
      {isOpen && held >= shown && (
        <>
          {from > shown && <p class="meta">… {(from - shown).toLocaleString()} between</p>}
          {part(entries.slice(from, from + SHOWN))}
        </>
      )}
      {isOpen && entries.length > shown && (
        <button type="button" onClick={() => setShown(shown * 10)}>{`Show more of ${entries.length.toLocaleString()}`}</button>
      )}
    </details>
  );
}
