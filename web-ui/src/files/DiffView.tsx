import { useMemo, useState } from "preact/hooks";
import { count } from "../ui/numbers";
import { equalEnds, lineDiff, stretches, type Pair } from "./lineDiff";

/** So many lines are on the page at a time; more come when one asks. */
const SHOWN = 400;
const LONGEST = 2_000;

/** Two texts line by line; what is equal is folded. */
export function DiffView({ a, b }: { a: string[]; b: string[] }) {
  const pairs = useMemo(() => lineDiff(a, b), [a, b]);
  const parts = useMemo(() => stretches(pairs ?? []), [pairs]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [most, setMost] = useState(SHOWN);
  if (!pairs) return <p class="notice">They differ in so many lines that lining them up takes too long.</p>;
  const changed = pairs.filter((pair) => !pair.isSame);
  if (changed.length === 0) return <p class="notice">No line differs: it is only the ends of lines that do.</p>;
  let room = most;
  const rows = parts.map((part, i) => {
    if (room <= 0) return null;
    if (part.isFolded && !open.has(i)) {
      room--;
      return (
        <tr key={i}>
          <td colSpan={4}><button type="button" class="quiet" onClick={() => setOpen(new Set(open).add(i))}>⋯ {count(part.pairs.length, "equal line")}</button></td>
        </tr>
      );
    }
    const shown = part.pairs.slice(0, room);
    room -= shown.length;
    return shown.map((pair) => <Row key={`${pair.a}/${pair.b}`} pair={pair} a={a} b={b} />);
  });
  return (
    <>
      <p class="meta">{count(changed.filter((pair) => pair.a !== undefined).length, "line")} only on the left, {count(changed.filter((pair) => pair.b !== undefined).length, "line")} only on the right.</p>
      <table class="diff">
        <caption class="unseen">Lines of both files</caption>
        <thead>
          <tr><th scope="col">Line</th><th scope="col">Left</th><th scope="col">Line</th><th scope="col">Right</th></tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
      {room <= 0 && <p><button type="button" onClick={() => setMost(most + SHOWN)}>Show more lines</button></p>}
    </>
  );
}

function Row({ pair, a, b }: { pair: Pair; a: string[]; b: string[] }) {
  const before = pair.a === undefined ? undefined : (a[pair.a] ?? "");
  const after = pair.b === undefined ? undefined : (b[pair.b] ?? "");
  if (pair.isSame) {
    return (
      <tr class="same">
        <td>{Number(pair.a) + 1}</td><td>{cut(before)}</td><td>{Number(pair.b) + 1}</td><td>{cut(after)}</td>
      </tr>
    );
  }
  const ends = before !== undefined && after !== undefined ? equalEnds(before, after) : null;
  return (
    <tr>
      <td>{pair.a !== undefined && pair.a + 1}</td>
      <td class={before === undefined ? "none" : "gone"}>{before !== undefined && <del>{marked(before, ends)}</del>}</td>
      <td>{pair.b !== undefined && pair.b + 1}</td>
      <td class={after === undefined ? "none" : "come"}>{after !== undefined && <ins>{marked(after, ends)}</ins>}</td>
    </tr>
  );
}

const cut = (line = ""): string => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);

/** A line with what is not in the other one marked. */
function marked(line: string, ends: { start: number; end: number } | null) {
  if (!ends || line.length > LONGEST || (ends.start === 0 && ends.end === 0)) return cut(line);
  const to = line.length - ends.end;
  return <>{line.slice(0, ends.start)}<mark>{line.slice(ends.start, to)}</mark>{line.slice(to)}</>;
}
