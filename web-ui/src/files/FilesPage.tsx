import { useEffect, useMemo } from "preact/hooks";
import { awaySince } from "../api/connection";
import { refresh } from "../api/query";
import { useRun } from "../run/queries";
import { paths } from "../paths";
import { place } from "../router";
import type { Parts } from "../routes";
import { lazy } from "../ui/lazy";
import { Empty, Failed, Loading } from "../ui/States";
import { useTitle } from "../ui/title";
import { FolderView } from "./FolderView";
import { useLive } from "./live";
import { LoggedModels } from "./LoggedModels";
import { modelIds } from "./modelFiles";
import { ancestors, folderOf, nameOf, Tree } from "./listing";
import { Preview } from "./Preview";
import { TreeView } from "./TreeView";
import "./files.css";

const Compare = lazy(() => import("./Compare").then((module) => module.Compare));

/** The files of a run: a tree, and what is in the one that the address names. */
export function FilesPage({ parts }: { parts: Parts }) {
  const id = parts["run"] ?? "";
  // Only the parts of a path are coded in an address, its slashes are not.
  const path = (parts["path"] ?? "").replace(/\/+$/, "");
  const run = useRun(id, window.location.pathname);
  const info = run.data?.info;
  const tree = useMemo(() => new Tree(id), [id]);
  useLive(id, info?.status, tree, path);
  const name = info?.run_name ?? "";
  const other = otherFile(place.value.query.get("with"));
  const isCompared = other !== null && path !== "";
  useTitle(`${nameOf(path) || "Files"} · ${name}`);
  useEffect(() => void tree.expand(ancestors(path === "" ? "" : folderOf(path))), [tree, path]);
  const isAway = awaySince.value !== null;
  useEffect(() => {
    if (!isAway) void tree.retry();
  }, [isAway]);
  const root = tree.folders.value.get("");
  const entry = tree.entry(path);
  const failure = run.error ?? tree.folders.value.get(folderOf(path))?.error ?? root?.error;
  return (
    <>
      <div class="title">
        <h1 class="clip">Files of <a href={paths.run(id)}>{name || id.slice(-8)}</a></h1>
        <Trail run={id} path={path} />
      </div>
      {failure && !isCompared && <Failed error={failure} what="The files cannot be shown" again={() => (refresh(""), void tree.retry())} />}
      {isCompared ? (
        <Compare left={{ run: id, path }} right={other} />
      ) : failure && !root?.entries ? null : root?.entries?.length === 0 ? (
        <>
          <Empty title={run.data && modelIds(run.data).length > 0 ? "This run has no files of its own." : "This run has no files."}>
            <p>Log one with <code>mlflow.log_artifact("plot.png")</code>, or from Java with <code>run.logArtifact(path)</code>.</p>
          </Empty>
          {run.data && <LoggedModels run={run.data} />}
        </>
      ) : (
        <div class="files">
          <TreeView run={id} tree={tree} path={path} />
          <section class="preview stack" aria-label="Preview">
            {entry === undefined && !failure && <Loading />}
            {entry === null && <Empty title={`There is no file ${path}.`} />}
            {root?.entries && path === "" && run.data && <LoggedModels run={run.data} />}
            {entry && info && (entry.isFolder ? <FolderView key={path} info={info} path={path} tree={tree} /> : <Preview key={`${id}/${path}`} info={info} entry={entry} tree={tree} />)}
          </section>
        </div>
      )}
    </>
  );
}

/** The file to be shown beside the one of the address: `{run}/{path}`. */
function otherFile(text: string | null): { run: string; path: string } | null {
  const parts = /^([^/]+)\/(.+)$/s.exec(text ?? "");
  return parts?.[1] && parts[2] ? { run: parts[1], path: parts[2] } : null;
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
