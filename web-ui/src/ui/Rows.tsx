import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import "./rows.css";

/** Rows drawn above and below those in sight, so that a little scrolling draws nothing. */
const BEYOND = 8;

/** Browsers lay out no more than some 33 million pixels. */
export const MOST_PIXELS = 30_000_000;

export interface RowsProps {
  count: number;
  height: number;
  /** What tells the rows apart: then those in sight stay there when others come above them. */
  keys?: readonly string[];
  /** The row to bring into sight when it changes. */
  goal?: number | undefined;
  /** Whether the end stays in sight when rows come to it, of a box that shows the end. */
  sticks?: "no" | "once there" | "from the start";
  /** Called with what is in sight or near it, whenever that or the number of rows changes. */
  onSight?: (from: number, to: number) => void;
  children: (index: number) => ComponentChildren;
  /** What of the box is not the rows, above them; it may stick there. */
  head?: ComponentChildren;
  /** To be given the box. */
  at?: RefObject<HTMLDivElement | null>;
  class?: string;
  box: Record<string, unknown>;
}

/** A box that scrolls through any number of rows of one height, and has only those in sight. */
export function Rows({ count, height, keys, goal, sticks = "no", onSight, children, head, at: given, class: className = "", box }: RowsProps) {
  const own = useRef<HTMLDivElement>(null);
  const element = given ?? own;
  const all = useRef<HTMLDivElement>(null);
  // No box is higher than its window: so the first look need not wait for a layout.
  const [sight, setSight] = useState(() => ({ from: 0, to: Math.ceil(window.innerHeight / height) }));
  const told = useRef("");
  const showsEnd = useRef(sticks === "from the start");
  const look = () => {
    const at = element.current;
    if (!at) return;
    const from = Math.floor(at.scrollTop / height);
    const to = Math.ceil((at.scrollTop + at.clientHeight) / height);
    if (from < sight.from || to > sight.to) setSight({ from: Math.max(0, from - BEYOND), to: to + BEYOND });
    const seen = `${from} ${to} ${count}`;
    if (told.current === seen) return;
    told.current = seen;
    onSight?.(Math.max(0, from - BEYOND), to + BEYOND);
  };
  const noteEnd = () => {
    const at = element.current;
    if (at) showsEnd.current = at.scrollTop + at.clientHeight >= at.scrollHeight - 2;
  };
  useLayoutEffect(() => {
    const at = element.current;
    if (!at || sticks === "no") return;
    if (showsEnd.current) at.scrollTop = at.scrollHeight;
    noteEnd();
  }, [count, sticks]);
  const known = useRef(keys);
  useLayoutEffect(() => {
    const at = element.current;
    const before = known.current;
    known.current = keys;
    if (!at || !keys || !before || at.scrollTop === 0) return;
    const top = Math.floor(at.scrollTop / height);
    const now = keys.indexOf(before[top] ?? "");
    if (now >= 0 && now !== top) at.scrollTop += (now - top) * height;
  }, [keys]);
  // Observing anew tells the size once it is known, without asking for a layout in between.
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  });
  useLayoutEffect(() => {
    const at = element.current;
    if (!at || goal === undefined) return;
    const room = at.clientHeight - (all.current?.offsetTop ?? 0);
    const top = goal * height;
    const over = top + height - at.scrollTop - room;
    if (top >= at.scrollTop && over <= 0) return;
    // A step goes as far as it must; who comes from further away sees what is around.
    const isStep = top < at.scrollTop ? at.scrollTop - top < room : over < room;
    at.scrollTop = !isStep ? Math.max(0, top - room / 3) : over > 0 ? at.scrollTop + over : top;
  }, [goal === undefined ? goal : (keys?.[goal] ?? goal)]);
  const to = Math.min(sight.to, count);
  const shown = Array.from({ length: Math.max(0, to - sight.from) }, (_, i) => sight.from + i);
  return (
    <div ref={element} class={`rows ${className}`} onScroll={() => (noteEnd(), look())} {...box}>
      {head}
      <div ref={all} class="rows-all" role="presentation" style={{ height: `${Math.min(count * height, MOST_PIXELS)}px` }}>
        <div class="rows-shown" role="presentation" style={{ transform: `translateY(${sight.from * height}px)` }}>
          {shown.map(children)}
        </div>
      </div>
    </div>
  );
}
