import { useState } from "preact/hooks";
import { useQuery } from "../api/query";
import type { Run } from "../api/types";
import { paths } from "../paths";
import { bytes } from "../ui/numbers";
import { Show } from "../ui/States";
import type { Listing } from "./folder";
import { nameOf } from "./listing";
import { modelIds, readModelFolder, readModels } from "./modelFiles";

/** The files of the models that a run logged, which lie beside its own; nothing when there are none. */
export function LoggedModels({ run }: { run: Run }) {
  const ids = modelIds(run);
  const found = useQuery(ids.length > 0 ? `run/${run.info.run_id}/models/${ids.join()}` : "", (signal) => readModels(ids, signal));
  if (ids.length === 0) return null;
  return (
    <section class="stack logged" aria-labelledby="logged-title">
      <h2 id="logged-title">Logged models</h2>
      <Show found={found} what="The logged models cannot be shown">
        {(models) => models.map(({ id, name, files }) => (
          <details key={id} open={models.length === 1}>
            <summary>{name} <code class="meta">{id}</code></summary>
            <Entries id={id} files={files} />
          </details>
        ))}
      </Show>
    </section>
  );
}

function Entries({ id, files }: { id: string; files: NonNullable<Listing["files"]> }) {
  if (files.length === 0) return <p class="meta">It has no files.</p>;
  return (
    <ul>
      {files.map(({ path, is_dir: isFolder, file_size: size }) => (
        <li key={path}>
          {isFolder ? <Folder id={id} path={path} /> : <><a href={paths.modelFile(id, path)} download={nameOf(path)}>{nameOf(path)}</a> <span class="meta">{bytes(Number(size ?? 0))}</span></>}
        </li>
      ))}
    </ul>
  );
}

function Folder({ id, path }: { id: string; path: string }) {
  const [isOpen, setOpen] = useState(false);
  const found = useQuery(isOpen ? `model/${id}/folder/${path}` : "", (signal) => readModelFolder(id, path, signal));
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{nameOf(path)}/</summary>
      {isOpen && <Show found={found} what="The folder cannot be shown">{({ files }) => <Entries id={id} files={files ?? []} />}</Show>}
    </details>
  );
}
