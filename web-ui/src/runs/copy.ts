import type { Row } from "./RunRows";

/** What a row says in full: as the table's cells stand, times in ISO form, how long it took in seconds. */
export function cellsOf(row: Row): string[] {
  const at = (millis: number) => (Number.isFinite(millis) ? new Date(millis).toISOString() : "");
  const took = row.end === null ? "" : String((row.end - row.start) / 1000);
  return [row.name, row.status, at(row.start), took, row.user, ...row.cells.map((cell) => String(cell ?? ""))];
}

const NAME = 0;

/**
 * What to put on the clipboard for what is marked of a table's rows: their cells in full, a line each; undefined
 * where the text as it stands is meant, such as a piece of a name. `rowAt` finds a row by its element.
 */
export function copyOf(range: Range, box: Element, rowAt: (line: Element) => Row | undefined): string | undefined {
  const marked = (each: Element) => range.intersectsNode(each);
  const lines = [...box.querySelectorAll("[role=row]")].filter(marked).flatMap((line) => {
    const row = rowAt(line);
    return row ? [{ row, places: [...line.children].flatMap((cell, i) => (marked(cell) ? [i] : [])) }] : [];
  });
  const [first] = lines;
  if (!first) return undefined;
  if (lines.length > 1) return lines.map(({ row }) => cellsOf(row).join("\t")).join("\n");
  if (first.places.length === 1 && first.places[0] === NAME) return undefined;
  return first.places.map((place) => cellsOf(first.row)[place] ?? "").join("\t");
}
