import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { asApiError, type ApiError } from "../api/errors";
import { count, short } from "../ui/numbers";
import { MOST_PIXELS, Rows } from "../ui/Rows";
import { Failed, Loading } from "../ui/States";
import { readRange } from "./bytes";
import { CsvFile, type ColumnFacts } from "./csv";

const ROW = 24;
const AHEAD = 200;
const COLUMNS = 200;
const WIDEST = 40;

interface Shown {
  from: number;
  rows: string[][];
}

/** A table of any size: the rows in sight are read from the file by ranges. */
export function CsvGrid({ run, path, size, delimiter }: { run: string; path: string; size: number; delimiter: "," | "\t" }) {
  const file = useMemo(() => new CsvFile((from, to) => readRange(run, path, from, to), size, delimiter), [run, path, size, delimiter]);
  const [head, setHead] = useState<string[] | null>(null);
  const [shown, setShown] = useState<Shown>({ from: 0, rows: [] });
  const [error, setError] = useState<ApiError | null>(null);
  const turn = useRef(0);
  const want = async (from: number, to: number) => {
    const mine = ++turn.current;
    try {
      // The first row has the names; rows are counted without it.
      const rows = await file.rows(from + 1, to + 1);
      const names = (await file.rows(0, 1))[0] ?? [];
      if (mine !== turn.current) return;
      setHead(names);
      setShown({ from, rows });
      setError(null);
      await file.extendTo(to + AHEAD);
      // More rows are known now.
      if (mine === turn.current) setShown({ from, rows });
    } catch (failure) {
      if (mine === turn.current) setError(asApiError(failure));
    }
  };
  useEffect(() => void want(0, 60), [file]);
  if (error) return <Failed error={error} what="The table cannot be read" />;
  if (!head) return <Loading />;
  const known = Math.max(0, file.known - 1);
  const columns = head.slice(0, COLUMNS);
  const widths = columns.map((name, i) => Math.min(WIDEST, Math.max(name.length + range(file.facts[i]).length + 1, 6, ...shown.rows.slice(0, 40).map((row) => row[i]?.length ?? 0))));
  // The padding of a cell comes on top of its letters.
  const template = `9ch ${widths.map((width) => `calc(${width}ch + 18px)`).join(" ")}`;
  return (
    <>
      <p class="meta" aria-live="polite">
        {file.isWhole ? count(known, "row") : `${count(known, "row")} read so far; more are read as you scroll`}, {count(head.length, "column")}
        {head.length > COLUMNS && `, the first ${COLUMNS} shown`}
      </p>
      <Rows
        count={Math.min(known, Math.floor(MOST_PIXELS / ROW))}
        height={ROW}
        class="csv"
        onSight={(from, to) => void want(from, to)}
        box={{ role: "table", tabIndex: 0, "aria-label": "Table", "aria-rowcount": file.isWhole ? known + 1 : -1, "aria-colcount": head.length + 1 }}
        head={
          <div role="row" class="grid-row grid-head" style={{ gridTemplateColumns: template }}>
            <span role="columnheader" class="meta">#</span>
            {columns.map((name, i) => (
              <span key={i} role="columnheader" class="clip" title={about(name, file.facts[i])}>{name}<small class="meta">{range(file.facts[i])}</small></span>
            ))}
          </div>
        }
      >
        {(i) => {
          const row = shown.rows[i - shown.from];
          return (
            <div key={i} role="row" aria-rowindex={i + 2} class="grid-row" style={{ gridTemplateColumns: template }}>
              <span role="rowheader" class="meta">{i + 1}</span>
              {columns.map((_, column) => (
                <span key={column} role="cell" class={`clip ${file.facts[column]?.isNumber ? "number" : ""}`} title={row?.[column]}>{row?.[column] ?? ""}</span>
              ))}
            </div>
          );
        }}
      </Rows>
    </>
  );
}

const range = (facts: ColumnFacts | undefined): string => (facts?.isNumber && facts.min <= facts.max ? ` ${short(facts.min)} to ${short(facts.max)}` : "");

function about(name: string, facts: ColumnFacts | undefined): string {
  if (!facts) return name;
  const kind = facts.isNumber ? `numbers${range(facts) && `,${range(facts)}`}` : "text";
  return `${name}: ${kind}${facts.empty > 0 ? `, ${count(facts.empty, "empty cell")}` : ""} (of the rows read so far)`;
}
