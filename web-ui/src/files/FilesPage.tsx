import { useEffect, useMemo } from "preact/hooks";
import { useRun } from "../run/queries";
import { paths } from "../paths";
import type { Parts } from "../routes";
import { Empty, Failed, Loading } from "../ui/States";
import { useTitle } from "../ui/title";
import { FolderView } from "./FolderView";
import { ancestors, folderOf, nameOf, Tree } from "./listing";
import { Preview } from "./Preview";
import { TreeView } from "./TreeView";
import "./files.css";

/** The files of a run: a tree, and what is in the one that the address names. */
export function FilesPage({ parts }: { parts: Parts }) {
  const id = parts["run"] ?? "";
  // Only the parts of a path are coded in an address, its slashes are not.
  const path = (parts["path"] ?? "").replace(/\/+$/, "");
  const run = useRun(id);
  const tree = useMemo(() => new Tree(id), [id]);
  const name = run.data?.info.run_name ?? "";
  useTitle(`${nameOf(path) || "Files"} · ${name}`);
  useEffect(() => void tree.expand(ancestors(path === "" ? "" : folderOf(path))), [tree, path]);
  const root = tree.folders.value.get("");
  const entry = tree.entry(path);
  const failure = run.error ?? tree.folders.value.get(folderOf(path))?.error ?? root?.error;
  return (
    <>
      <div class="title">
        <h1 class="clip">Files of <a href={paths.run(id)}>{name || id.slice(-8)}</a></h1>
        <Trail run={id} path={path} />
      </div>
      {failure && <Failed error={failure} what="The files cannot be shown" />}
      {root?.entries?.length === 0 ? (
        <Empty title="This run has no files.">
          <p>Log one with <code>mlflow.log_artifact("plot.png")</code>, or from Java with <code>run.logArtifact(path)</code>.</p>
        </Empty>
      ) : (
        <div class="files">
          <TreeView run={id} tree={tree} path={path} />
          <section class="preview stack" aria-label="Preview">
            {entry === undefined && !failure && <Loading />}
            {entry === null && <Empty title={`There is no file ${path}.`} />}
            {entry && (entry.isFolder ? <FolderView run={id} path={path} tree={tree} /> : <Preview key={`${id}/${path}`} run={id} entry={entry} />)}
          </section>
        </div>
      )}
    </>
  );
}

function Trail({ run, path }: { run: string; path: string }) {
  return (
    <nav aria-label="Folders" class="meta trail">
      {ancestors(path).map((each, i, all) =>
        i === all.length - 1 ? (
          <span key={each} aria-current="page">{nameOf(each) || "all"}</span>
        ) : (
          <span key={each}><a href={paths.runFiles(run, each)}>{nameOf(each) || "all"}</a> / </span>
        ),
      )}
    </nav>
  );
}
