import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import "./rows.css";

const BEYOND = 10;

/** Browsers lay out no more than some 33 million pixels. */
export const MOST_PIXELS = 30_000_000;

export interface RowsProps {
  count: number;
  height: number;
  /** The row to bring into sight when it changes. */
  goal?: number | undefined;
  /** Whether the end stays in sight when rows come to it, of a box that shows the end. */
  sticks?: "no" | "once there" | "from the start";
  /** Called with what is in sight, whenever that changes. */
  onSight?: (from: number, to: number) => void;
  children: (index: number) => ComponentChildren;
  /** What of the box is not the rows, above them. */
  head?: ComponentChildren;
  class?: string;
  box: Record<string, unknown>;
}

/** A box that scrolls through any number of rows of one height, and has only those in sight. */
export function Rows({ count, height, goal, sticks = "no", onSight, children, head, class: className = "", box }: RowsProps) {
  const element = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ from: 0, to: 60 });
  const showsEnd = useRef(sticks === "from the start");
  const look = () => {
    const at = element.current;
    if (!at) return;
    const from = Math.max(0, Math.floor(at.scrollTop / height) - BEYOND);
    const to = Math.ceil((at.scrollTop + at.clientHeight) / height) + BEYOND;
    if (from === sight.from && to === sight.to) return;
    setSight({ from, to });
    onSight?.(from, to);
  };
  const noteEnd = () => {
    const at = element.current;
    if (at) showsEnd.current = at.scrollTop + at.clientHeight >= at.scrollHeight - 2;
  };
  useLayoutEffect(() => {
    const at = element.current;
    if (at && sticks !== "no" && showsEnd.current) at.scrollTop = at.scrollHeight;
    noteEnd();
  }, [count, sticks]);
  useLayoutEffect(look);
  useLayoutEffect(() => {
    const at = element.current;
    if (!at || goal === undefined) return;
    const top = goal * height;
    if (top < at.scrollTop || top + height > at.scrollTop + at.clientHeight) at.scrollTop = Math.max(0, top - at.clientHeight / 3);
  }, [goal]);
  const to = Math.min(sight.to, count);
  const shown = Array.from({ length: Math.max(0, to - sight.from) }, (_, i) => sight.from + i);
  return (
    <div ref={element} class={`rows ${className}`} onScroll={() => (noteEnd(), look())} {...box}>
      {head}
      <div class="rows-all" role="presentation" style={{ height: `${Math.min(count * height, MOST_PIXELS)}px` }}>
        <div class="rows-shown" role="presentation" style={{ transform: `translateY(${sight.from * height}px)` }}>
          {shown.map(children)}
        </div>
      </div>
    </div>
  );
}
