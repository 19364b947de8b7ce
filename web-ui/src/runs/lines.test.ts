import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type { RunGroup } from "../api/types";
import type { Branches } from "./Branches";
import { arrange, type Line, parentOf, sortedGroups } from "./lines";
import type { Row, RunRows } from "./RunRows";

const row = (id: string, children = 0): Row => ({ id, children, number: 1, name: id, user: "", status: "FINISHED", start: 0, end: 1, cells: [] });
const rows = (total: number | null, ...fetched: Row[]) => ({ rows: signal(fetched), total: signal(total) }) as unknown as RunRows;
const branches = (below: Record<string, RunRows>) => ({ of: (key: string) => below[key] }) as unknown as Branches;
const shown = (lines: Line[]) => lines.map((line) => "  ".repeat(line.depth) + (line.group ? `${line.group.value}` : (line.row?.id ?? "?")) + (line.isOpen === undefined ? "" : line.isOpen ? " -" : " +"));
const group = (value: string | null, mean?: number): RunGroup => ({
  value,
  runs: 1,
  columns: mean === undefined ? [] : [{ key: "metrics.acc", count: 1, mean, min: mean, max: mean }],
});

describe("the lines of a table", () => {
  const source = rows(9, row("a", 2), row("b"), row("c", 1));

  it("are its rows while nothing is open", () => {
    expect(shown(arrange({ source, branches: branches({}), groups: undefined, open: new Set() }))).toEqual(["a +", "b", "c +"]);
  });

  it("have what is nested below what is open, fetched or not", () => {
    const below = branches({ a: rows(3, row("a1", 1), row("a2")), a1: rows(1, row("a11")), c: rows(null) });
    const lines = arrange({ source, branches: below, groups: undefined, open: new Set(["a", "a1", "c", "nobody"]) });
    expect(shown(lines)).toEqual(["a -", "  a1 -", "    a11", "  a2", "  ?", "b", "c -"]);
    expect(lines.map((_, i) => parentOf(lines, i))).toEqual([0, 0, 1, 0, 0, 5, 6]);
  });

  it("are groups with their runs", () => {
    const groups = [group("adam"), group(null)];
    const below = branches({ "=adam": rows(2, row("a")), "~": rows(1, row("b")) });
    expect(shown(arrange({ source, branches: below, groups, open: new Set(["=adam"]) }))).toEqual(["adam -", "  a", "  ?", "null +"]);
    expect(shown(arrange({ source, branches: below, groups, open: new Set(["~"]) }))).toEqual(["adam +", "null -", "  b"]);
  });

  it("have groups in the order of their means, those without last", () => {
    const groups = [group("none"), group("two", 2), group("one", 1)];
    expect(sortedGroups(groups, "metrics.acc").map((each) => each.value)).toEqual(["one", "two", "none"]);
    expect(sortedGroups(groups, "-metrics.acc").map((each) => each.value)).toEqual(["two", "one", "none"]);
    expect(sortedGroups(groups, "-start")).toBe(groups);
  });
});
