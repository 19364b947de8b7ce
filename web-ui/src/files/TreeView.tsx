import { useMemo, useState } from "preact/hooks";
import { paths } from "../paths";
import { go } from "../router";
import { rowHeight } from "../ui/density";
import { bytes } from "../ui/numbers";
import { Rows } from "../ui/Rows";
import { isNarrow } from "../ui/screen";
import { folderOf, lines, nameOf, type Line, type Tree } from "./listing";

const TOUCH_ROW = 44;

/** The files of a run: one tab stop; arrows go, right and left open and close, Enter shows. */
export function TreeView({ run, tree, path }: { run: string; tree: Tree; path: string }) {
  const folders = tree.folders.value;
  const open = tree.open.value;
  const shown = useMemo(() => lines(folders, open), [folders, open]);
  const keys = useMemo(() => shown.map((line) => line.entry.path), [shown]);
  // By its path: where it stands changes when files come.
  const [active, setActive] = useState("");
  const at = Math.max(0, placeOf(keys, active || path));
  const activate = (index: number) => setActive(keys[index] ?? "");
  const toggle = (line: Line) => (line.isOpen ? tree.collapse(line.entry.path) : void tree.expand([line.entry.path]));
  const show = (line: Line) => {
    if (line.entry.isFolder && !line.isOpen) void tree.expand([line.entry.path]);
    go(paths.runFiles(run, line.entry.path));
  };
  const press = (event: KeyboardEvent) => {
    const line = shown[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => activate(Math.min(shown.length - 1, at + 1)),
      ArrowUp: () => activate(Math.max(0, at - 1)),
      Home: () => activate(0),
      End: () => activate(shown.length - 1),
      ArrowRight: () => line.entry.isFolder && !line.isOpen && toggle(line),
      ArrowLeft: () => (line.isOpen ? toggle(line) : activate(parentOf(shown, at))),
      Enter: () => show(line),
      " ": () => show(line),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };
  return (
    <Rows
      count={shown.length}
      keys={keys}
      height={isNarrow.value ? TOUCH_ROW : rowHeight.value}
      goal={at}
      class="tree"
      box={{ role: "tree", tabIndex: 0, "aria-label": "Files", "aria-activedescendant": shown[at] ? `tree-${at}` : undefined, onKeyDown: press }}
    >
      {(i) => {
        const line = shown[i];
        return line && <TreeLine key={line.entry.path} line={line} index={i} isActive={i === at} isCurrent={line.entry.path === path} onPress={() => (activate(i), show(line))} onToggle={() => toggle(line)} />;
      }}
    </Rows>
  );
}

/** Where a file stands, or the innermost folder around it that is shown. */
function placeOf(keys: readonly string[], path: string): number {
  const at = keys.indexOf(path);
  return at >= 0 || path === "" ? at : placeOf(keys, folderOf(path));
}

function parentOf(shown: Line[], at: number): number {
  const depth = shown[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0; i--) if ((shown[i]?.depth ?? 0) < depth) return i;
  return at;
}

interface LineProps {
  line: Line;
  index: number;
  isActive: boolean;
  isCurrent: boolean;
  onPress: () => void;
  onToggle: () => void;
}

function TreeLine({ line, index, isActive, isCurrent, onPress, onToggle }: LineProps) {
  const { entry, depth, isOpen, position, siblings } = line;
  return (
    <div
      id={`tree-${index}`}
      role="treeitem"
      class={`tree-line ${isActive ? "active" : ""}`}
      style={{ paddingLeft: `${8 + depth * 16}px` }}
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={isCurrent}
      aria-expanded={entry.isFolder ? isOpen : undefined}
      title={entry.path}
      onClick={onPress}
    >
      <span
        class="twist"
        aria-hidden="true"
        onClick={(event) => {
          if (!entry.isFolder || !isOpen) return;
          event.stopPropagation();
          onToggle();
        }}
      >
        {entry.isFolder ? (isOpen ? "▾" : "▸") : ""}
      </span>
      <span class="clip grow">{nameOf(entry.path)}{entry.isFolder ? "/" : ""}</span>
      {!entry.isFolder && <span class="meta">{bytes(entry.size)}</span>}
    </div>
  );
}
