import { useMemo, useState } from "preact/hooks";
import { useQuery } from "../api/query";
import { place, setQuery } from "../router";
import { bytes, count } from "../ui/numbers";
import { Rows } from "../ui/Rows";
import { Show } from "../ui/States";
import { readRange } from "./bytes";

const MOST = 16 * 1024 * 1024;
const ROW = 18;

/** A text of any size; of a very large one its first or last part. */
export function TextView({ run, path, size }: { run: string; path: string; size: number }) {
  const isEnd = place.value.query.get("part") === "end" && size > MOST;
  const from = isEnd ? size - MOST : 0;
  const found = useQuery(`file/${run}/${path}/lines/${from}`, (signal) =>
    readRange(run, path, from, Math.min(size, from + MOST), signal).then((read) => linesOf(new TextDecoder().decode(read))),
  );
  return (
    <>
      {size > MOST && (
        <p class="row meta">
          The {isEnd ? "last" : "first"} {bytes(MOST)} of {bytes(size)}.
          <button type="button" onClick={() => setQuery({ part: isEnd ? undefined : "end", line: undefined })}>{isEnd ? "Show the beginning" : "Show the end"}</button>
        </p>
      )}
      <Show found={found} what="The file cannot be read">{(lines) => <Lines lines={lines} isEnd={isEnd} />}</Show>
    </>
  );
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

function Lines({ lines, isEnd }: { lines: string[]; isEnd: boolean }) {
  const asked = Number(place.value.query.get("line"));
  const line = Number.isInteger(asked) && asked >= 1 && asked <= lines.length ? asked : undefined;
  const [words, setWords] = useState("");
  const [hit, setHit] = useState(0);
  const lower = words.toLowerCase();
  const hits = useMemo(() => (lower === "" ? [] : lines.flatMap((each, i) => (each.toLowerCase().includes(lower) ? [i] : []))), [lines, lower]);
  const at = hits.length === 0 ? undefined : hits[((hit % hits.length) + hits.length) % hits.length];
  const widest = useMemo(() => lines.reduce((most, each) => Math.max(most, Math.min(each.length, 5_000)), 0), [lines]);
  return (
    <>
      <div class="row">
        <input
          type="search"
          class="grow"
          aria-label="Find in this file"
          placeholder="Find in this file; Enter goes to the next hit"
          value={words}
          onInput={(event) => (setWords(event.currentTarget.value), setHit(0))}
          onKeyDown={(event) => event.key === "Enter" && setHit(hit + (event.shiftKey ? -1 : 1))}
        />
        <span class="meta" aria-live="polite">{lower && (hits.length === 0 ? "no hit" : `${count(hits.length, "line")}, at ${(at ?? 0) + 1}`)}</span>
        <span class="meta">{count(lines.length, "line")}</span>
      </div>
      <Rows count={lines.length} height={ROW} goal={at ?? (line === undefined ? undefined : line - 1)} class="lines" box={{ role: "region", tabIndex: 0, "aria-label": "Text of the file" }}>
        {(i) => (
          <div key={i} class={`text-line ${i + 1 === line || i === at ? "at" : ""}`} style={{ minWidth: `${widest + 9}ch` }}>
            {isEnd ? <span class="line-number" /> : (
              <a class="line-number" href={`?line=${i + 1}`} tabIndex={-1} aria-label={`Line ${i + 1}`} onClick={(event) => (event.preventDefault(), setQuery({ line: String(i + 1) }))}>{i + 1}</a>
            )}
            <span>{lower ? marked(lines[i] ?? "", lower) : (lines[i] ?? "").slice(0, 5_000)}</span>
          </div>
        )}
      </Rows>
    </>
  );
}

/** A line with what was looked for marked in it. */
function marked(line: string, lower: string) {
  const parts = [];
  const folded = line.toLowerCase();
  // Folding may change the length of a text; marks would then stand beside their words.
  if (folded.length !== line.length) return line.slice(0, 5_000);
  let from = 0;
  for (let at = folded.indexOf(lower); at >= 0 && parts.length < 200; at = folded.indexOf(lower, from)) {
    parts.push(line.slice(from, at), <mark>{line.slice(at, at + lower.length)}</mark>);
    from = at + lower.length;
  }
  return [...parts, line.slice(from, 5_000)];
}
