import { describe, expect, it } from "vitest";
import { holding, holdingAll, quoted } from "./filter";

describe("the server's filter language", () => {
  it("quotes a text by what it does not hold", () => {
    expect(quoted("ada")).toBe("'ada'");
    expect(quoted("it's")).toBe('"it\'s"');
    expect(quoted(`it's "x"`)).toBe('"it\'s _x_"');
  });

  it("takes wildcards as they are written", () => {
    expect(holding("name", "50%_x")).toBe("name ILIKE '%50\\%\\_x%'");
  });

  it("asks for all words", () => {
    expect(holdingAll("name", " a  b ")).toBe("name ILIKE '%a%' AND name ILIKE '%b%'");
    expect(holdingAll("name", " ")).toBe("");
  });
});
