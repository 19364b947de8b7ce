import { useRef, useState } from "preact/hooks";
import { useKeys } from "./keys";

export interface ActiveRow {
  active: number;
  /** The row to bring into sight. */
  goal: number | undefined;
  /** The active row at this moment: keys can come faster than rows are drawn. */
  at: () => number;
  activate: (index: number) => void;
  move: (to: number) => void;
  press: (event: KeyboardEvent) => void;
}

/**
 * The row that keys act on, of a box with rows that is one tab stop: arrows, j and k, Home, End and whole pages go
 * from row to row; what other keys do in the box is said by `acts`.
 */
export function useActiveRow(count: number, height: number, acts: Record<string, (event: KeyboardEvent) => void>): ActiveRow {
  const [active, setActive] = useState(0);
  const [goal, setGoal] = useState<number | undefined>(undefined);
  const now = useRef(0);
  const activate = (index: number) => {
    now.current = index;
    setActive(index);
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    activate(next);
    setGoal(next);
  };
  const by = (rows: number) => move(now.current + rows);
  useKeys({ j: () => by(1), k: () => by(-1) });
  const press = (event: KeyboardEvent) => {
    const page = Math.floor((event.currentTarget as HTMLElement).clientHeight / height) - 2;
    const all: Record<string, (event: KeyboardEvent) => void> = {
      ArrowDown: () => by(1),
      ArrowUp: () => by(-1),
      PageDown: () => by(page),
      PageUp: () => by(-page),
      Home: () => move(0),
      End: () => move(count - 1),
      ...acts,
    };
    const act = all[event.key];
    // A button or link in a row has these keys for itself.
    const isTaken = event.target !== event.currentTarget && (event.key === "Enter" || event.key === " ");
    if (!act || isTaken || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(event);
  };
  return { active, goal, at: () => now.current, activate, move, press };
}
