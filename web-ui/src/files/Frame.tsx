import { useState } from "preact/hooks";
import { paths } from "../paths";
import { nameOf } from "./listing";

/**
 * A page or PDF in a frame of its own. What keeps it in is the policy of the answer; the frame is
 * sandboxed besides, but that of a PDF: the viewers of browsers do not start in sandboxed frames.
 */
export function Frame({ run, path, kind }: { run: string; path: string; kind: "html" | "pdf" }) {
  const [hasScripts, setScripts] = useState(false);
  if (kind === "pdf") return <Pdf url={paths.preview(run, path)} name={nameOf(path)} />;
  return (
    <>
      <p class="row meta">
        <button type="button" aria-pressed={hasScripts} onClick={() => setScripts(!hasScripts)}>Allow scripts</button>
        <span class="grow">
          {hasScripts
            ? "Its scripts run, closed off: they reach neither this server, nor your login, nor any network. What they show is still somebody's word: enter no password."
            : "Shown without scripts and network. Charts that can be moved need scripts."}
        </span>
      </p>
      <iframe
        key={hasScripts}
        class="frame"
        title={`Page ${nameOf(path)}, ${hasScripts ? "with scripts but" : "without scripts and"} without network`}
        src={paths.preview(run, path, hasScripts)}
        sandbox={hasScripts ? "allow-scripts" : ""}
      />
    </>
  );
}

function Pdf({ url, name }: { url: string; name: string }) {
  if (!navigator.pdfViewerEnabled) {
    return <p class="notice">This browser shows no PDF, or is set to download them. The file can be downloaded.</p>;
  }
  return (
    <>
      <p class="meta">Shown by the browser's own viewer, without network. <a href={url} target="_blank" rel="noopener">Open it in a tab of its own</a>. Where it stays empty, as in Safari, it can be downloaded.</p>
      <iframe class="frame" title={`PDF ${name}`} src={url} />
    </>
  );
}
