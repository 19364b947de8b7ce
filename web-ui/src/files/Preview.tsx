import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useQuery } from "../api/query";
import type { RunInfo } from "../api/types";
import { paths } from "../paths";
import { CopyButton } from "../ui/Copy";
import { lazy } from "../ui/lazy";
import { bytes } from "../ui/numbers";
import { Loading, Show } from "../ui/States";
import { At } from "../ui/Time";
import { readRange, type FileFacts } from "./bytes";
import { useFacts } from "./follow";
import { Frame } from "./Frame";
import { hexLines, isText, kindOf, type Kind } from "./kinds";
import { isKept, nameOf, type Entry, type Tree } from "./listing";
import { Markdown } from "./markdown";
import { TextView } from "./TextView";

const CompareDialog = lazy(() => import("./CompareDialog").then((module) => module.CompareDialog));
const CsvGrid = lazy(() => import("./CsvGrid").then((module) => module.CsvGrid));
const JsonView = lazy(() => import("./JsonView").then((module) => module.JsonView));

/** Larger ones are shown as text, which needs no memory for a tree. */
const MOST_PARSED = 4 * 1024 * 1024;
const HEX_BYTES = 512;
const LOOKED_INTO = 4_096;

/** One file: what it is, and what is in it; while its run goes on, what it becomes. */
export function Preview({ info, entry, tree }: { info: RunInfo; entry: Entry; tree: Tree }) {
  const run = info.run_id;
  const [isSource, setSource] = useState(false);
  const [isFollowing, setFollowing] = useState(true);
  const [isComparing, setComparing] = useState(false);
  const isRunning = info.status === "RUNNING";
  const kind = kindOf(entry.path);
  const isFormatted = kind === "json" || kind === "table" || kind === "markdown" || kind === "html";
  const isFollowed = isRunning && isFollowing;
  const { facts, isAwaited } = useFacts(run, entry.path, isFollowed);
  useEffect(() => {
    if (facts) tree.resize(entry.path, facts.size);
  }, [facts]);
  return (
    <>
      <div class="row apart">
        <h2 class="clip">{nameOf(entry.path)}</h2>
        <div class="row">
          {isRunning && (
            <button type="button" aria-pressed={isFollowing} title="Shows what the run writes to this file as it goes on" onClick={() => setFollowing(!isFollowing)}>Follow</button>
          )}
          {isFormatted && (
            <button type="button" aria-pressed={isSource} onClick={() => setSource(!isSource)}>Source</button>
          )}
          <CopyButton text={entry.path} label="Copy path" />
          {isKept(info) && <button type="button" onClick={() => setComparing(true)}>Compare with…</button>}
          <a class="button" href={paths.runFile(run, entry.path)} download={nameOf(entry.path)}>Download</a>
        </div>
      </div>
      <Facts size={entry.size} facts={facts} />
      <Content key={isSource} run={run} entry={entry} kind={isSource ? "text" : kind} facts={facts} isAwaited={isAwaited} isFollowed={isFollowed} />
      {isComparing && <CompareDialog info={info} path={entry.path} sha256={facts?.sha256 ?? null} onClose={() => setComparing(false)} />}
    </>
  );
}

export function Facts({ size, facts }: { size: number; facts: FileFacts | undefined }) {
  return (
    <p class="meta">
      <span class="file-size">{bytes(facts?.size ?? size)}</span>
      {facts?.modified && <> <At millis={facts.modified} /></>}
      {facts?.sha256 && <> · SHA-256 <code title={facts.sha256}>{facts.sha256.slice(0, 16)}…</code></>}
    </p>
  );
}

interface ContentProps {
  run: string;
  entry: Entry;
  kind: Kind;
  facts: FileFacts | undefined;
  isAwaited: boolean;
  isFollowed: boolean;
}

/** Texts and images become what their file becomes; what has a state of its own does so when it is asked to. */
function Content({ run, entry, kind, facts, isAwaited, isFollowed }: ContentProps) {
  const [first, setFirst] = useState<FileFacts>();
  const [chosen, setChosen] = useState<FileFacts>();
  useEffect(() => setFirst(first ?? facts), [facts]);
  const size = facts?.size ?? entry.size;
  const text = <TextView run={run} path={entry.path} size={size} newest={facts} isFollowed={isFollowed} />;
  if (size === 0) return <p class="meta">The file is empty.</p>;
  if (kind === "text") return text;
  // Read before, it might be an older one than the first that is known, and nobody would tell.
  if (isFollowed && isAwaited) return <Loading />;
  const shown = kind === "image" ? facts : (chosen ?? first);
  const version = shown && first && shown.etag !== first.etag ? shown.etag : "";
  const notice = facts && shown && facts.etag !== shown.etag && (
    <p class="row notice">The file has changed since it was read. <button type="button" onClick={() => setChosen(facts)}>Show it as it is now</button></p>
  );
  return <Formatted key={kind === "image" ? "" : version} run={run} path={entry.path} size={shown?.size ?? entry.size} kind={kind} version={version} text={text} notice={notice} />;
}

interface FormattedProps {
  run: string;
  path: string;
  size: number;
  kind: Exclude<Kind, "text">;
  version: string;
  /** The same as text. */
  text: ComponentChildren;
  /** Says that there is a newer version than the one shown, if so. */
  notice: ComponentChildren;
}

function Formatted(props: FormattedProps) {
  const { run, path, size, kind, version, text, notice } = props;
  const isParsed = size <= MOST_PARSED;
  switch (kind) {
    case "image":
      return <Image url={paths.runFile(run, path, version)} name={nameOf(path)} />;
    case "table":
      return <>{notice}<CsvGrid run={run} path={path} size={size} delimiter={/\.tsv$/i.test(path) ? "\t" : ","} /></>;
    case "json":
      return isParsed ? <WholeText {...props}>{(all) => <JsonView text={all} />}</WholeText> : <>{text}</>;
    case "markdown":
      return isParsed ? <WholeText {...props}>{(all) => <Markdown text={all} />}</WholeText> : <>{text}</>;
    case "html":
    case "pdf":
      return <>{notice}<Frame run={run} path={path} kind={kind} /></>;
    case "unknown":
      return <Unknown {...props} />;
  }
}

function Image({ url, name }: { url: string; name: string }) {
  const [badUrl, setBadUrl] = useState("");
  const [isLarge, setLarge] = useState(false);
  if (badUrl === url) return <p class="notice bad" role="alert">The browser cannot show this image. Its file may be broken; it can be downloaded.</p>;
  return (
    <button type="button" class={`image ${isLarge ? "large" : ""}`} aria-pressed={isLarge} title="Change between fitting and full size" onClick={() => setLarge(!isLarge)}>
      <img src={url} alt={name} onError={() => setBadUrl(url)} />
    </button>
  );
}

function WholeText({ run, path, size, version, notice, children }: FormattedProps & { children: (text: string) => ComponentChildren }) {
  const found = useQuery(`file/${run}/${path}/whole/${version}`, (signal) => readRange(run, path, 0, size, signal).then((read) => new TextDecoder().decode(read)));
  return <>{notice}<Show found={found} what="The file cannot be read">{children}</Show></>;
}

/** A file whose name says nothing: text if it looks like it, else its first bytes. */
function Unknown({ run, path, size, version, text, notice }: FormattedProps) {
  const found = useQuery(`file/${run}/${path}/start/${version}`, (signal) => readRange(run, path, 0, Math.min(LOOKED_INTO, size), signal));
  return (
    <Show found={found} what="The file cannot be read">
      {(start) =>
        isText(start) ? (
          text
        ) : (
          <>
            {notice}
            <p class="meta">No preview for this kind of file; its first {Math.min(HEX_BYTES, size)} bytes:</p>
            <pre class="hex" tabIndex={0} role="region" aria-label="First bytes">{hexLines(start.subarray(0, HEX_BYTES))}</pre>
          </>
        )
      }
    </Show>
  );
}
