import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { refresh, useQuery } from "../api/query";
import { place, setQuery } from "../router";
import { bytes, count } from "../ui/numbers";
import { Rows } from "../ui/Rows";
import { Show } from "../ui/States";
import { FindBox } from "./FindBox";
import type { FileFacts } from "./bytes";
import { marked } from "./marked";
import { MOST, readOn, readPart, type Part } from "./part";

const ROW = 18;
const LONGEST = 5_000;
/** What is written to its end; whoever follows one wants to see that. */
const LOG = /(\.(log|out|err|jsonl|ndjson)|(^|[/._-])(stdout|stderr|log)(\.txt)?)$/i;

interface TextProps {
  run: string;
  path: string;
  /** How large the file is, as far as it is known. */
  size: number;
  /** What the file is by now, once somebody knows. */
  newest: FileFacts | undefined;
  isFollowed: boolean;
}

/** A text of any size; of a very large one its first or last part. */
export function TextView({ run, path, size, newest, isFollowed }: TextProps) {
  const { query } = place.value;
  const isLog = LOG.test(path);
  // Who comes to a log that is being written wants its end, and keeps it when the run ends or is not followed any more.
  const [isOfEnd] = useState(isFollowed && isLog && !query.has("line"));
  const isEnd = query.has("part") ? query.get("part") === "end" : isOfEnd && size > MOST;
  const key = `file/${run}/${path}/text/${isEnd}`;
  const held = useRef<Part | undefined>(undefined);
  const found = useQuery(key, (signal) => (held.current && newest ? readOn(run, path, isEnd, held.current, newest, signal) : readPart(run, path, isEnd, signal)));
  held.current = found.data;
  const told = useRef("");
  useEffect(() => {
    // One reading at a time, or a file that changes quickly would never be read to its end.
    if (!newest || !found.data || found.isLoading || told.current === newest.etag) return;
    told.current = newest.etag;
    if (newest.etag !== found.data.facts.etag) refresh(key);
  }, [newest, found]);
  return (
    <Show found={found} what="The file cannot be read">
      {({ facts, bytes: { length }, lines }) => (
        <>
          {facts.size > MOST && (
            <p class="row meta">
              The {isEnd ? "last" : "first"} {bytes(length)} of {bytes(facts.size)}.
              <button type="button" onClick={() => setQuery({ part: isEnd ? "start" : "end", line: undefined })}>{isEnd ? "Show the beginning" : "Show the end"}</button>
            </p>
          )}
          <Lines
            key={isEnd}
            lines={lines}
            isNumbered={!isEnd || length === facts.size}
            // The last line of a first part is no end.
            isFollowed={isFollowed && (isEnd || length === facts.size)}
            beginsAtEnd={isEnd || (isFollowed && isLog && length === facts.size)}
          />
        </>
      )}
    </Show>
  );
}

function Lines({ lines, isNumbered, isFollowed, beginsAtEnd }: { lines: string[]; isNumbered: boolean; isFollowed: boolean; beginsAtEnd: boolean }) {
  const asked = Number(place.value.query.get("line"));
  const line = Number.isInteger(asked) && asked >= 1 && asked <= lines.length ? asked : undefined;
  const [words, setWords] = useState("");
  const [hit, setHit] = useState(0);
  const lower = words.toLowerCase();
  const hits = useMemo(() => (lower === "" ? [] : lines.flatMap((each, i) => (each.toLowerCase().includes(lower) ? [i] : []))), [lines, lower]);
  const at = hits.length === 0 ? undefined : hits[((hit % hits.length) + hits.length) % hits.length];
  const widest = useMemo(() => lines.reduce((most, each) => Math.max(most, Math.min(each.length, LONGEST)), 0), [lines]);
  return (
    <>
      <div class="row">
        <FindBox words={words} what="in this file" onWords={(next) => (setWords(next), setHit(0))} onStep={(by) => setHit(hit + by)} />
        <span class="meta" aria-live="polite">{lower && (hits.length === 0 ? "no hit" : `${count(hits.length, "line")}, at ${(at ?? 0) + 1}`)}</span>
        <span class="meta line-count">{count(lines.length, "line")}</span>
      </div>
      <Rows
        count={lines.length}
        height={ROW}
        goal={at ?? (line === undefined ? undefined : line - 1)}
        sticks={beginsAtEnd && line === undefined ? "from the start" : isFollowed ? "once there" : "no"}
        class="lines"
        box={{ role: "region", tabIndex: 0, "aria-label": "Text of the file" }}
      >
        {(i) => (
          <div key={i} class={`text-line ${i + 1 === line || i === at ? "at" : ""}`} style={{ minWidth: `${widest + 9}ch` }}>
            {isNumbered ? (
              <a class="line-number" href={`?line=${i + 1}`} tabIndex={-1} aria-label={`Line ${i + 1}`} onClick={(event) => (event.preventDefault(), setQuery({ line: String(i + 1) }))}>{i + 1}</a>
            ) : <span class="line-number" />}
            <span>{lower ? marked(lines[i] ?? "", lower, LONGEST) : (lines[i] ?? "").slice(0, LONGEST)}</span>
          </div>
        )}
      </Rows>
    </>
  );
}
