import { useMemo, useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { useQuery } from "../api/query";
import { paths } from "../paths";
import { useRun } from "../run/queries";
import { Show } from "../ui/States";
import { describeFile, readPiece, type FileFacts } from "./bytes";
import { DiffView } from "./DiffView";
import { laidOut } from "./json";
import { isText, kindOf } from "./kinds";
import { linesOf } from "./part";
import { Facts } from "./Preview";
import { useZoom, Zoomed, ZoomedImage } from "./Zoomed";

/** Longer texts are not lined up. */
const MOST = 4 * 1024 * 1024;

export interface FileOfRun {
  run: string;
  path: string;
}

/** Two files of runs side by side: images with one zoom, texts line by line, of others what is known. */
export function Compare({ left, right }: { left: FileOfRun; right: FileOfRun }) {
  const facts = [useFactsOf(left), useFactsOf(right)] as const;
  const [a, b] = [facts[0].data, facts[1].data];
  const isSame = a?.sha256 != null && a.sha256 === b?.sha256;
  const areImages = kindOf(left.path) === "image" && kindOf(right.path) === "image";
  return (
    <section class="compare stack" aria-label="Comparison">
      <div class="row apart">
        <h2>Side by side</h2>
        <div class="row">
          <a class="button" href={paths.runFiles(right.run, right.path, left)}>Swap sides</a>
          <a class="button" href={paths.runFiles(left.run, left.path)}>Close</a>
        </div>
      </div>
      <div class="sides">
        {[left, right].map((file, i) => (
          <div key={i}>
            <RunName {...file} />
            <Show found={facts[i] ?? facts[0]} what={`${file.path} cannot be shown`}>{(known) => <Facts size={known.size} facts={known} />}</Show>
          </div>
        ))}
      </div>
      {isSame && <p class="notice">Both files are the same, byte for byte.</p>}
      {a && b && (areImages ? <Images left={left} right={right} /> : !isSame && <Texts left={left} right={right} a={a} b={b} />)}
    </section>
  );
}

const useFactsOf = ({ run, path }: FileOfRun) =>
  useQuery(`file/${run}/${path}/facts`, async () => {
    const facts = await describeFile(run, path);
    if (!facts) throw new Error("no condition was set");
    return facts;
  });

function RunName({ run, path }: FileOfRun) {
  const name = useRun(run).data?.info.run_name;
  return (
    <p class="clip">
      <a href={paths.run(run)}>{name || run.slice(-8)}</a> / <a href={paths.runFiles(run, path)}>{path}</a>
    </p>
  );
}

function Images({ left, right }: { left: FileOfRun; right: FileOfRun }) {
  const zoom = useZoom();
  return (
    <Zoomed zoom={zoom} label="Images side by side">
      <div class="sides">
        {[left, right].map(({ run, path }, i) => <OneImage key={i} zoom={zoom} url={paths.runFile(run, path)} alt={`${path} of ${i === 0 ? "the first" : "the second"} run`} />)}
      </div>
    </Zoomed>
  );
}

function OneImage({ zoom, url, alt }: { zoom: ReturnType<typeof useZoom>; url: string; alt: string }) {
  const [isBad, setBad] = useState(false);
  return isBad ? <p class="notice bad">The browser cannot show this image.</p> : <ZoomedImage zoom={zoom} src={url} alt={alt} onError={() => setBad(true)} />;
}

interface TextsProps {
  left: FileOfRun;
  right: FileOfRun;
  a: FileFacts;
  b: FileFacts;
}

function Texts({ left, right, a, b }: TextsProps) {
  const isLong = a.size > MOST || b.size > MOST;
  const found = useQuery(isLong ? "" : `file/${left.run}/${left.path}/${a.etag}/beside/${right.run}/${right.path}/${b.etag}`, (signal) =>
    Promise.all([textOf(left, a, signal), textOf(right, b, signal)]),
  );
  if (isLong) return <p class="notice">They differ. Texts are lined up to 4 MiB; these are longer, and can be downloaded.</p>;
  return (
    <Show found={found} what="The files cannot be read">
      {([before, after]) => (before && after ? <Lines before={before} after={after} areJson={kindOf(left.path) === "json" && kindOf(right.path) === "json"} /> : <p class="notice">They differ, and are not both text: sizes and digests are all that can be told.</p>)}
    </Show>
  );
}

/** Texts line by line; JSON that lies in one line is laid out for it. */
function Lines({ before, after, areJson }: { before: string[]; after: string[]; areJson: boolean }) {
  const laid = useMemo(() => {
    if (!areJson || (before.length > 1 && after.length > 1)) return null;
    const [a, b] = [laidOut(before.join("\n")), laidOut(after.join("\n"))];
    return a && b ? { a, b } : null;
  }, [before, after, areJson]);
  if (!laid) return <DiffView a={before} b={after} />;
  if (laid.a.join("\n") === laid.b.join("\n")) return <p class="notice">They differ in blanks and ends of lines alone.</p>;
  return (
    <>
      <p class="meta">Laid out with a line for each key and value; the files are not.</p>
      <DiffView a={laid.a} b={laid.b} />
    </>
  );
}

/** The lines of a text; null when it is none. */
async function textOf({ run, path }: FileOfRun, { size, etag }: FileFacts, signal: AbortSignal): Promise<string[] | null> {
  if (size === 0) return [];
  const { bytes, facts } = await readPiece(run, path, `0-${MOST - 1}`, signal);
  if (facts.etag !== etag && facts.size > MOST) throw new ApiError(-1, "PAGE", "The file has grown meanwhile", "");
  return isText(bytes) ? linesOf(new TextDecoder().decode(bytes)) : null;
}
