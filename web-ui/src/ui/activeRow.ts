import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { keepOnLeaving, takeKept } from "../router";
import { useKeys } from "./keys";

export interface ActiveRow {
  active: number;
  /** The row to bring into sight. */
  goal: number | undefined;
  /** The box with the rows. */
  box: RefObject<HTMLDivElement | null>;
  /** The active row at this moment: keys can come faster than rows are drawn. */
  at: () => number;
  move: (to: number) => void;
  /** Goes back to the top, where nobody has made a row active. */
  reset: () => void;
  press: (event: KeyboardEvent) => void;
}

export interface ActiveRowProps {
  /** What tells the rows apart, as far as they are known. */
  keys: readonly string[];
  count: number;
  height: number;
  /** What other keys do in the box. */
  acts: Record<string, (event: KeyboardEvent) => void>;
}

/** What of a box is kept for those who come back to it. */
interface Kept {
  index: number;
  key: string | undefined;
  top: number;
  isFocused: boolean;
}

/** For so long the rows are waited for that were there; some may be gone. */
const RETURN_MILLIS = 5_000;

/**
 * The row that keys act on, of a box with rows that is one tab stop: arrows, j and k, Home, End and whole pages go
 * from row to row. Once somebody has made a row active it stays so, wherever others that come and go move it.
 * It, the scroll position and the focus are found again by the back button.
 */
export function useActiveRow({ keys, count, height, acts }: ActiveRowProps): ActiveRow {
  const box = useRef<HTMLDivElement>(null);
  const [, draw] = useState({});
  const [before] = useState(() => takeKept<Kept>());
  const back = useRef(before && { ...before, until: Date.now() + RETURN_MILLIS });
  const now = useRef<{ index: number; key: string | undefined }>(before ?? { index: 0, key: undefined });
  const { index, key } = now.current;
  if (key !== undefined && keys[index] !== key) {
    const found = keys.indexOf(key);
    const next = found >= 0 ? found : Math.max(0, Math.min(count - 1, index));
    // To whom comes back, the row may yet come.
    if (found >= 0 || !back.current) now.current = { index: next, key: keys[next] ?? key };
  }
  const move = (to: number) => {
    back.current = null;
    const next = Math.max(0, Math.min(count - 1, to));
    now.current = { index: next, key: keys[next] ?? "" };
    draw({});
  };
  const reset = () => {
    now.current = { index: 0, key: undefined };
    box.current?.scrollTo(0, 0);
    draw({});
  };
  useLayoutEffect(() => {
    if (back.current?.isFocused) box.current?.focus({ preventScroll: true });
  }, []);
  useLayoutEffect(() => {
    if (!back.current || !box.current) return;
    const { top, key, until } = back.current;
    box.current.scrollTop = top;
    // Rows come one page after the other, and so do those nested in others.
    const isThere = box.current.scrollTop >= Math.floor(top) && (key === undefined || keys.includes(key));
    if (isThere || Date.now() > until) back.current = null;
  }, [keys, count]);
  useEffect(() =>
    keepOnLeaving((): Kept => ({
      ...now.current,
      top: box.current?.scrollTop ?? 0,
      isFocused: box.current?.contains(document.activeElement) ?? false,
    })),
  );
  const by = (rows: number) => move(now.current.index + rows);
  // Seen, and Enter opens it, only where the focus is.
  const go = (rows: number) => {
    box.current?.focus({ preventScroll: true });
    by(rows);
  };
  useKeys({ j: () => go(1), k: () => go(-1) });
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
  const active = now.current;
  return { active: active.index, goal: active.key === undefined ? undefined : active.index, box, at: () => now.current.index, move, reset, press };
}
