import { describe, expect, it } from "vitest";
import { ending, holding, holdingAll, literal, quoted } from "./filter";

describe("the server's filter language", () => {
  it("quotes a text by what it does not hold", () => {
    expect(quoted("ada")).toBe("'ada'");
    expect(quoted("it's")).toBe('"it\'s"');
    expect(quoted(`it's "x"`)).toBe('"it\'s _x_"');
  });

  it("takes wildcards as they are written", () => {
    expect(holding("name", "50%_x")).toBe("name ILIKE '%50\\%\\_x%'");
  });

  it("asks for an ending", () => {
    expect(ending("files.ending", ".a_b")).toBe("files.ending ILIKE '%.a\\_b'");
  });

  it.each([
    ["1e-3", "0.001"],
    ["+5", "5"],
    [".5", "0.5"],
    ["1e21", "1e21"],
    ["1e-9", "1e-9"],
    ["-0.25", "-0.25"],
  ])("spells the number %s as %s", (text, spelled) => {
    expect(literal(text)).toBe(spelled);
  });

  it.each(["", " ", "high", "Infinity", "NaN", "1e999", "1,5"])("finds no number in '%s'", (text) => {
    expect(literal(text)).toBeUndefined();
  });

  it("asks for all words", () => {
    expect(holdingAll("name", " a  b ")).toBe("name ILIKE '%a%' AND name ILIKE '%b%'");
    expect(holdingAll("name", " ")).toBe("");
  });
});
