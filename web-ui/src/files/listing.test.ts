import { describe, expect, it } from "vitest";
import { ancestors, folderOf, lines, nameOf, type Folder } from "./listing";

const folder = (...paths: string[]): Folder => ({
  entries: paths.map((path) => ({ path: path.replace(/\/$/, ""), isFolder: path.endsWith("/"), size: 1 })),
  error: undefined,
});

describe("a tree of files", () => {
  it("shows open folders with what is in them", () => {
    const folders = new Map([["", folder("a/", "b/", "c")], ["a", folder("a/x", "a/y/")], ["a/y", folder("a/y/z")], ["b", folder("b/q")]]);
    const shown = lines(folders, new Set(["", "a", "a/y"])).map((line) => [line.entry.path, line.depth, line.isOpen]);
    expect(shown).toEqual([["a", 0, true], ["a/x", 1, false], ["a/y", 1, true], ["a/y/z", 2, false], ["b", 0, false], ["c", 0, false]]);
  });

  it("takes paths apart", () => {
    expect(ancestors("a/b/c")).toEqual(["", "a", "a/b", "a/b/c"]);
    expect(ancestors("")).toEqual([""]);
    expect([nameOf("a/b c"), nameOf("x"), folderOf("a/b"), folderOf("x")]).toEqual(["b c", "x", "a", ""]);
  });
});
