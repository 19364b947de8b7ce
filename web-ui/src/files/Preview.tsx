import { useState } from "preact/hooks";
import { useQuery } from "../api/query";
import { paths } from "../paths";
import { CopyButton } from "../ui/Copy";
import { bytes } from "../ui/numbers";
import { Show } from "../ui/States";
import { At } from "../ui/Time";
import { describeFile, readRange } from "./bytes";
import { CsvGrid } from "./CsvGrid";
import { JsonView } from "./JsonView";
import { hexLines, isText, kindOf, type Kind } from "./kinds";
import { nameOf, type Entry } from "./listing";
import { Markdown } from "./markdown";
import { TextView } from "./TextView";

/** Larger ones are shown as text, which needs no memory for a tree. */
const MOST_PARSED = 4 * 1024 * 1024;
const HEX_BYTES = 512;
const LOOKED_INTO = 4_096;

/** One file: what it is, and what is in it. */
export function Preview({ run, entry }: { run: string; entry: Entry }) {
  const [isSource, setSource] = useState(false);
  const kind = kindOf(entry.path);
  const isFormatted = kind === "json" || kind === "table" || kind === "markdown" || kind === "html";
  return (
    <>
      <div class="row apart">
        <h2 class="clip">{nameOf(entry.path)}</h2>
        <div class="row">
          {isFormatted && (
            <button type="button" aria-pressed={isSource} onClick={() => setSource(!isSource)}>Source</button>
          )}
          <CopyButton text={entry.path} label="Copy path" />
          <a class="button" href={paths.runFile(run, entry.path)} download={nameOf(entry.path)}>Download</a>
        </div>
      </div>
      <Facts run={run} entry={entry} />
      <Content run={run} entry={entry} kind={isSource ? "text" : kind} />
    </>
  );
}

function Facts({ run, entry }: { run: string; entry: Entry }) {
  const facts = useQuery(`file/${run}/${entry.path}/facts`, () => describeFile(run, entry.path)).data;
  return (
    <p class="meta facts">
      {bytes(entry.size)}
      {facts?.modified && <> · <At millis={facts.modified} /></>}
      {facts?.sha256 && <> · SHA-256 <code title={facts.sha256}>{facts.sha256.slice(0, 16)}…</code></>}
    </p>
  );
}

function Content({ run, entry, kind }: { run: string; entry: Entry; kind: Kind }) {
  const url = paths.runFile(run, entry.path);
  if (entry.size === 0) return <p class="meta">The file is empty.</p>;
  switch (kind) {
    case "image":
      return <Image url={url} name={nameOf(entry.path)} />;
    case "table":
      return <CsvGrid run={run} path={entry.path} size={entry.size} delimiter={/\.tsv$/i.test(entry.path) ? "\t" : ","} />;
    case "json":
      return entry.size <= MOST_PARSED ? <WholeText run={run} entry={entry}>{(text) => <JsonView text={text} />}</WholeText> : <TextView run={run} path={entry.path} size={entry.size} />;
    case "markdown":
      return entry.size <= MOST_PARSED ? <WholeText run={run} entry={entry}>{(text) => <Markdown text={text} />}</WholeText> : <TextView run={run} path={entry.path} size={entry.size} />;
    case "html":
      return <iframe class="frame" title={`Page ${nameOf(entry.path)}, without scripts and network`} src={paths.preview(run, entry.path)} sandbox="" />;
    case "text":
      return <TextView run={run} path={entry.path} size={entry.size} />;
    case "unknown":
      return <Unknown run={run} entry={entry} />;
  }
}

function Image({ url, name }: { url: string; name: string }) {
  const [isBad, setBad] = useState(false);
  const [isLarge, setLarge] = useState(false);
  if (isBad) return <p class="notice bad" role="alert">The browser cannot show this image. Its file may be broken; it can be downloaded.</p>;
  return (
    <button type="button" class={`image ${isLarge ? "large" : ""}`} aria-pressed={isLarge} title="Change between fitting and full size" onClick={() => setLarge(!isLarge)}>
      <img src={url} alt={name} onError={() => setBad(true)} />
    </button>
  );
}

function WholeText({ run, entry, children }: { run: string; entry: Entry; children: (text: string) => preact.ComponentChildren }) {
  const found = useQuery(`file/${run}/${entry.path}/text`, (signal) =>
    readRange(run, entry.path, 0, entry.size, signal).then((read) => new TextDecoder().decode(read)),
  );
  return <Show found={found} what="The file cannot be read">{children}</Show>;
}

/** A file whose name says nothing: text if it looks like it, else its first bytes. */
function Unknown({ run, entry }: { run: string; entry: Entry }) {
  const found = useQuery(`file/${run}/${entry.path}/start`, (signal) => readRange(run, entry.path, 0, Math.min(LOOKED_INTO, entry.size), signal));
  return (
    <Show found={found} what="The file cannot be read">
      {(start) =>
        isText(start) ? (
          <TextView run={run} path={entry.path} size={entry.size} />
        ) : (
          <>
            <p class="meta">No preview for this kind of file; its first {Math.min(HEX_BYTES, entry.size)} bytes:</p>
            <pre class="hex" tabIndex={0} role="region" aria-label="First bytes">{hexLines(start.subarray(0, HEX_BYTES))}</pre>
          </>
        )
      }
    </Show>
  );
}
