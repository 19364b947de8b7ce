import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { colour, DARK, dash, LIGHT, repeats } from "./runColours";

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe("colours of runs", () => {
  it("stand out from the ground in both themes", () => {
    for (const hue of LIGHT) expect(contrast(hue, "#ffffff")).toBeGreaterThanOrEqual(3);
    for (const hue of DARK) expect(contrast(hue, "#14161a")).toBeGreaterThanOrEqual(3);
  });

  it("are all different", () => {
    expect(new Set(LIGHT).size).toBe(20);
    expect(new Set(DARK).size).toBe(20);
  });

  it("are the same in the style sheet", () => {
    const sheet = readFileSync(new URL("./runColours.css", import.meta.url), "utf8");
    LIGHT.forEach((hue, i) => expect(sheet).toContain(`.run-${i} { --run: light-dark(${hue}, ${DARK[i]}); }`));
  });

  it("stay with a run's number", () => {
    expect(colour(47, false)).toBe(LIGHT[7]);
    expect(colour(47, true)).toBe(DARK[7]);
  });

  it("are told apart by dashes when they come twice", () => {
    expect(repeats([1, 2, 21, 41])).toEqual([0, 0, 1, 2]);
    expect(dash(0)).toEqual([]);
    expect(dash(1)).not.toEqual(dash(2));
  });
});
