import { useState } from "preact/hooks";
import type { RunKeys } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { keyOf } from "./columns";

const SHOWN = 200;

/** Lets somebody choose which metrics, params and tags the table shows. */
export function ColumnsDialog({
  keys,
  columns,
  onColumns,
  onClose,
}: {
  keys: RunKeys;
  columns: string[];
  /** An empty list means the usual ones. */
  onColumns: (columns: string[]) => void;
  onClose: () => void;
}) {
  const [words, setWords] = useState("");
  const all = [
    ...keys.metrics.map((each) => `metrics.${each.key}`),
    ...keys.params.map((each) => `params.${each.key}`),
    ...keys.tags.map((each) => `tags.${each.key}`),
  ];
  const found = all.filter((column) => column.toLowerCase().includes(words.toLowerCase()));
  const toggle = (column: string) =>
    onColumns(columns.includes(column) ? columns.filter((each) => each !== column) : [...columns, column]);
  return (
    <Dialog title="Columns" onClose={onClose}>
      <input
        type="search"
        autoFocus
        aria-label="Find a column"
        placeholder="Find a metric, param or tag"
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <fieldset class="column-choice">
        <legend class="unseen">Columns shown</legend>
        {found.slice(0, SHOWN).map((column) => (
          <label class="line" key={column}>
            <input type="checkbox" checked={columns.includes(column)} onChange={() => toggle(column)} />
            <span class="meta">{column.slice(0, column.indexOf(".") - 1)}</span>
            <span class="clip">{keyOf(column)}</span>
          </label>
        ))}
      </fieldset>
      <p class="meta">
        {found.length === 0 && "No key has that in its name."}
        {found.length > SHOWN && `The first ${SHOWN} of ${found.length}: find others by name.`}
        {keys.truncated && " There are more keys than can be listed."}
      </p>
      <div class="actions">
        <button type="button" onClick={() => onColumns([])}>
          Usual columns
        </button>
        <button type="button" class="main" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
