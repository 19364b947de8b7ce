import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const SOURCES = new URL("../", import.meta.url);

/** The classes that lines of a style sheet begin with, outside of the looks that all features share. */
function classesOf(sheet: string): Set<string> {
  const selectors = sheet.split("\n").flatMap((line) => (line.split("{")[0] ?? "").split(","));
  return new Set(selectors.flatMap((selector) => /^\s*\.([\w-]+)/.exec(selector)?.[1] ?? []));
}

describe("the styles of features", () => {
  it("do not meet: all of them are one file in the end", () => {
    const sheets = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".css"));
    const owners = new Map<string, string[]>();
    for (const sheet of sheets.filter((file) => !file.startsWith("ui"))) {
      for (const name of classesOf(readFileSync(new URL(sheet, SOURCES), "utf8"))) {
        owners.set(name, [...(owners.get(name) ?? []), sheet]);
      }
    }
    expect([...owners].filter(([, sheets]) => sheets.length > 1)).toEqual([]);
  });
});
