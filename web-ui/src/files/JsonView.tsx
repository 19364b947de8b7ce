import { useState } from "preact/hooks";
import { count } from "../ui/numbers";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SHOWN = 100;
const OPEN_DEPTH = 2;

/** JSON with objects and lists that fold. What is none is shown as text. */
export function JsonView({ text }: { text: string }) {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (failure) {
    return (
      <>
        <p class="warn">This is no JSON: {failure instanceof Error ? failure.message : String(failure)}</p>
        <pre class="hex" tabIndex={0} role="region" aria-label="Text of the file">{text.slice(0, 200_000)}</pre>
      </>
    );
  }
  return <div class="json mono"><Value name={undefined} value={value} depth={0} /></div>;
}

function Value({ name, value, depth }: { name: string | undefined; value: Json; depth: number }) {
  const label = name !== undefined && <span class="meta">{name}: </span>;
  if (value === null || typeof value !== "object") {
    return <div>{label}<span class={typeof value === "string" ? "good" : undefined}>{JSON.stringify(value)}</span></div>;
  }
  return <Folded label={label} value={value} depth={depth} />;
}

function Folded({ label, value, depth }: { label: preact.ComponentChildren; value: Json[] | { [key: string]: Json }; depth: number }) {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH);
  const [shown, setShown] = useState(SHOWN);
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? count(entries.length, "item") : count(entries.length, "key");
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{label}{Array.isArray(value) ? "[…]" : "{…}"} <span class="meta">{size}</span></summary>
      {isOpen && entries.slice(0, shown).map(([key, each]) => <Value key={key} name={key} value={each} depth={depth + 1} />)}
      {isOpen && entries.length > shown && (
        <button type="button" onClick={() => setShown(shown * 10)}>{`Show more of ${entries.length.toLocaleString()}`}</button>
      )}
    </details>
  );
}
