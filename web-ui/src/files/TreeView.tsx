import { useState } from "preact/hooks";
import { paths } from "../paths";
import { go } from "../router";
import { bytes } from "../ui/numbers";
import { Rows } from "../ui/Rows";
import { isNarrow } from "../ui/screen";
import { lines, nameOf, type Line, type Tree } from "./listing";

const ROW = 28;
const TOUCH_ROW = 44;

/** The files of a run: one tab stop; arrows go, right and left open and close, Enter shows. */
export function TreeView({ run, tree, path }: { run: string; tree: Tree; path: string }) {
  const shown = lines(tree.folders.value, tree.open.value);
  const current = shown.findIndex((line) => line.entry.path === path);
  const [active, setActive] = useState(current);
  const at = Math.min(Math.max(0, active < 0 ? current : active), shown.length - 1);
  const toggle = (line: Line) => (line.isOpen ? tree.collapse(line.entry.path) : void tree.expand([line.entry.path]));
  const show = (line: Line) => {
    if (line.entry.isFolder && !line.isOpen) void tree.expand([line.entry.path]);
    go(paths.runFiles(run, line.entry.path));
  };
  const press = (event: KeyboardEvent) => {
    const line = shown[at];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => setActive(Math.min(shown.length - 1, at + 1)),
      ArrowUp: () => setActive(Math.max(0, at - 1)),
      Home: () => setActive(0),
      End: () => setActive(shown.length - 1),
      ArrowRight: () => line.entry.isFolder && !line.isOpen && toggle(line),
      ArrowLeft: () => (line.isOpen ? toggle(line) : setActive(parentOf(shown, at))),
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
      height={isNarrow.value ? TOUCH_ROW : ROW}
      goal={at}
      class="tree"
      box={{ role: "tree", tabIndex: 0, "aria-label": "Files", "aria-activedescendant": shown[at] ? `tree-${at}` : undefined, onKeyDown: press }}
    >
      {(i) => {
        const line = shown[i];
        return line && <TreeLine key={line.entry.path} line={line} index={i} isActive={i === at} isCurrent={line.entry.path === path} onPress={() => (setActive(i), show(line))} onToggle={() => toggle(line)} />;
      }}
    </Rows>
  );
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
