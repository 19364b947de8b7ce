import { describe, expect, it } from "vitest";
import { hexLines, isText, kindOf } from "./kinds";

describe("kinds of files", () => {
  it.each([
    ["a/b.PNG", "image"], ["x.svg", "image"], ["m.json", "json"], ["t.tsv", "table"], ["README.md", "markdown"],
    ["r.html", "html"], ["model/MLmodel", "text"], ["train.log", "text"], ["weights.bin", "unknown"], ["noending", "unknown"],
  ])("%s is %s", (path, kind) => {
    expect(kindOf(path)).toBe(kind);
  });

  it("looks into what no name tells", () => {
    const bytes = new TextEncoder().encode("grüße");
    expect(isText(bytes)).toBe(true);
    expect(isText(bytes.subarray(0, 4))).toBe(true);
    expect(isText(Uint8Array.from([0xff, 0xfe, 0x41]))).toBe(false);
    expect(isText(Uint8Array.from([0x41, 0]))).toBe(false);
  });

  it("shows bytes", () => {
    expect(hexLines(Uint8Array.from([0x41, 0x00, 0xff]))).toBe(`00000000  41 00 ff${" ".repeat(39)}  A..`);
  });
});
