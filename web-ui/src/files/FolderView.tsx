import { useEffect } from "preact/hooks";
import { paths } from "../paths";
import { bytes, count } from "../ui/numbers";
import { Loading } from "../ui/States";
import { kindOf } from "./kinds";
import { nameOf, type Tree } from "./listing";

const IMAGES = 200;

/** What is in a folder; its images as a grid. */
export function FolderView({ run, path, tree }: { run: string; path: string; tree: Tree }) {
  useEffect(() => void tree.expand([path]), [tree, path]);
  const entries = tree.folders.value.get(path)?.entries;
  if (!entries) return <Loading />;
  const files = entries.filter((entry) => !entry.isFolder);
  const images = files.filter((entry) => kindOf(entry.path) === "image");
  const size = files.reduce((sum, entry) => sum + entry.size, 0);
  return (
    <>
      <div class="row apart">
        <h2 class="clip">{nameOf(path) || "All files"}</h2>
        {entries.length > 0 && <a class="button" href={paths.runArchive(run, path)} download>Download as zip</a>}
      </div>
      <p class="meta">
        {count(files.length, "file")} of {bytes(size)}, {count(entries.length - files.length, "folder")}. Choose one in the tree.
      </p>
      <ul class="images">
        {images.slice(0, IMAGES).map((entry) => (
          <li key={entry.path}>
            <a href={paths.runFiles(run, entry.path)}>
              <img src={paths.runFile(run, entry.path)} alt="" loading="lazy" />
              <span class="clip">{nameOf(entry.path)}</span>
            </a>
          </li>
        ))}
      </ul>
      {images.length > IMAGES && <p class="meta">The first {IMAGES} images; the others are in the tree.</p>}
    </>
  );
}
