import { describe, expect, it } from "vitest";
import { CsvFile } from "./csv";

function file(text: string, delimiter: "," | "\t" = ",") {
  const bytes = new TextEncoder().encode(text);
  const reads: [number, number][] = [];
  const csv = new CsvFile(
    (from, to) => {
      reads.push([from, to]);
      return Promise.resolve(bytes.slice(from, to));
    },
    bytes.length,
    delimiter,
  );
  return { csv, reads };
}

describe("a table in a file", () => {
  it("has quotes, newlines in them, and other languages", async () => {
    const { csv } = file('a,b\r\n"x, ""y""\n z",ü\n,\n"",last');
    expect(await csv.rows(0, 10)).toEqual([["a", "b"], ['x, "y"\n z', "ü"], ["", ""], ["", "last"]]);
    expect(csv.isWhole).toBe(true);
  });

  it("may be of tabs, empty, or without an end of line", async () => {
    expect(await file("a\tb,c\n1\t2", "\t").csv.rows(0, 9)).toEqual([["a", "b,c"], ["1", "2"]]);
    const { csv } = file("");
    expect(await csv.rows(0, 9)).toEqual([]);
    expect(csv.known).toBe(0);
  });

  it("survives a quote that is never closed", async () => {
    expect(await file('a\n"b\nc').csv.rows(0, 9)).toEqual([["a"], ["b\nc"]]);
    expect(await file('a\n"b"c,d').csv.rows(0, 9)).toEqual([["a"], ["bc", "d"]]);
  });

  it("reads no further than somebody looks, and a row again when it was let go", async () => {
    const rows = Array.from({ length: 600_000 }, (_, i) => `${i},"v ""${i}"""`);
    const { csv, reads } = file(`id,v\n${rows.join("\n")}\n`);
    expect((await csv.rows(0, 2))[1]).toEqual(["0", 'v "0"']);
    expect(reads).toHaveLength(1);
    expect(csv.isWhole).toBe(false);
    expect((await csv.rows(600_000, 600_001))[0]).toEqual(["599999", 'v "599999"']);
    expect(csv.known).toBe(600_001);
    const before = reads.length;
    expect((await csv.rows(1, 2))[0]).toEqual(["0", 'v "0"']);
    expect(reads).toHaveLength(before + 1);
  });

  it("takes rows that are longer than a block", async () => {
    const long = "x".repeat(700_000);
    const { csv } = file(`a,b\n${long},1\n2,3\n`);
    const rows = await csv.rows(1, 3);
    expect(rows[0]?.[0]?.length).toBe(700_000);
    expect(rows[1]).toEqual(["2", "3"]);
  });

  it("tells what columns hold", async () => {
    const { csv } = file("n,t,m\n1,a,\n-2.5,b,NaN\n1e3,c,7\n");
    await csv.extendTo(9);
    expect(csv.facts).toEqual([
      { isNumber: true, min: -2.5, max: 1000, empty: 0 },
      { isNumber: false, min: Infinity, max: -Infinity, empty: 0 },
      { isNumber: true, min: 7, max: 7, empty: 1 },
    ]);
  });

  it("serves several readers at once", async () => {
    const { csv } = file(Array.from({ length: 100_000 }, (_, i) => `${i},x`).join("\n"));
    const [a, b] = await Promise.all([csv.rows(99_999, 100_000), csv.rows(5, 6)]);
    expect([a, b]).toEqual([[["99999", "x"]], [["5", "x"]]]);
  });
});
