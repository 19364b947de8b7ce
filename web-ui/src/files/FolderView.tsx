import { useEffect } from "preact/hooks";
import type { RunInfo } from "../api/types";
import { paths } from "../paths";
import { bytes, count } from "../ui/numbers";
import { Loading } from "../ui/States";
import { kindOf } from "./kinds";
import { isKept, nameOf, type Tree } from "./listing";
import { useZoom, Zoomed, ZoomedImage } from "./Zoomed";

const IMAGES = 200;

/** What is in a folder; its images as a grid, all of them zoomed alike when there are several. */
export function FolderView({ info, path, tree }: { info: RunInfo; path: string; tree: Tree }) {
  const run = info.run_id;
  const zoom = useZoom();
  useEffect(() => void tree.expand([path]), [tree, path]);
  const entries = tree.folders.value.get(path)?.entries;
  if (!entries) return <Loading />;
  const files = entries.filter((entry) => !entry.isFolder);
  const images = files.filter((entry) => kindOf(entry.path) === "image");
  const size = files.reduce((sum, entry) => sum + entry.size, 0);
  const grid = (
    <ul class="images">
      {images.slice(0, IMAGES).map((entry) => (
        <li key={entry.path}>
          <a href={paths.runFiles(run, entry.path)} draggable={false} onClick={zoom.keepDragged}>
            <ZoomedImage zoom={zoom} src={paths.runFile(run, entry.path)} alt="" />
            <span class="clip">{nameOf(entry.path)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <div class="row apart">
        <h2 class="clip">{nameOf(path) || "All files"}</h2>
        {entries.length > 0 && isKept(info) && <a class="button" href={paths.runArchive(run, path)} download>Download as zip</a>}
      </div>
      <p class="meta">
        {count(files.length, "file")} of {bytes(size)}, {count(entries.length - files.length, "folder")}. Choose one in the tree.
      </p>
      {!isKept(info) && <p class="meta">These files lie at <code>{info.artifact_uri}</code>, not on this server, which makes zips of its own files alone. Whoever may read that place fetches folders there.</p>}
      {images.length > 1 ? <Zoomed zoom={zoom} label="Images of this folder">{grid}</Zoomed> : images.length === 1 && grid}
      {images.length > IMAGES && <p class="meta">The first {IMAGES} images; the others are in the tree.</p>}
    </>
  );
}
