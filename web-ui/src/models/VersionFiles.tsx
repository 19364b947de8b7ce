import { useState } from "preact/hooks";
import type { Signature } from "../api/types";
import { paths } from "../paths";
import { CopyButton } from "../ui/Copy";
import { bytes, count } from "../ui/numbers";
import { columns, type Side } from "./comparison";

const SHOWN = 100;
const DIGEST_DIGITS = 12;

/** The files of a version, with their sizes and digests. */
export function Files({ side }: { side: Side }) {
  const [isWhole, setWhole] = useState(false);
  const { manifest, version } = side;
  if (!manifest) return <p class="meta">{side.noManifest}</p>;
  const shown = isWhole ? manifest.files : manifest.files.slice(0, SHOWN);
  return (
    <div class="stack">
      <div class="row">
        <span>{count(manifest.file_count, "file")}, {bytes(manifest.total_size)}</span>
        <a href={paths.versionArchive(version.name, version.version)} download data-outside>Download all as tar</a>
      </div>
      <div class="row">
        <code class="digest-whole">{manifest.digest}</code> <CopyButton text={manifest.digest} label="Copy digest" />
      </div>
      <table class="files-table">
        <thead>
          <tr>
            <th scope="col">Path</th>
            <th scope="col" class="number">Size</th>
            <th scope="col" class="fit">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((file) => (
            <tr key={file.path}>
              <td><a href={paths.versionFile(version.name, version.version, file.path)} download data-outside>{file.path}</a></td>
              <td class="number">{bytes(file.size)}</td>
              <td class="fit mono" title={file.sha256}>{file.sha256.slice(0, DIGEST_DIGITS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < manifest.files.length && (
        <button type="button" onClick={() => setWhole(true)}>{`Show all ${manifest.files.length.toLocaleString()}`}</button>
      )}
    </div>
  );
}

/** What a model takes and gives. */
export function SignatureTable({ signature }: { signature: Signature | undefined }) {
  const found = [...columns(signature)];
  if (found.length === 0) return <p class="meta">The model's files tell no signature.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        {found.map(([name, type]) => (
          <tr key={name}>
            <td class="mono">{name}</td>
            <td class="mono">{type}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
