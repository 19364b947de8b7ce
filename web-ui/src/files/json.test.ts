import { describe, expect, test } from "vitest";
import { hitsIn, isWithin, laidOut, placeOf, type Json } from "./json";

describe("what is looked for in JSON", () => {
  test("is found in keys and in values, in the order of the file, whatever the case", () => {
    const value: Json = { Adam: { lr: 0.1, names: ["sgd", "ADAM-W"] }, b: [null, true, { "a/d": "madam" }] };
    expect(hitsIn(value, "adam")).toEqual(["/Adam", "/Adam/names/1", "/b/2/a~1d"]);
    expect(hitsIn(value, "0.1")).toEqual(["/Adam/lr"]);
    expect(hitsIn(value, "null")).toEqual(["/b/0"]);
  });

  test("is not found in the numbers of a list's items", () => {
    expect(hitsIn(["x", "y"], "1")).toEqual([]);
  });

  test("is found however deep it lies", () => {
    let value: Json = "needle";
    for (let i = 0; i < 20_000; i++) value = [value];
    expect(hitsIn(value, "needle")).toHaveLength(1);
  });

  test("lies in what holds it, and in nothing that is called alike", () => {
    expect(isWithin(placeOf("/a", "b/c"), "/a")).toBe(true);
    expect(isWithin("/ab", "/a")).toBe(false);
    expect(isWithin(placeOf("/a", "b/c"), "/a/b")).toBe(false);
  });
});

describe("JSON in lines", () => {
  test("has one for each key and value, spelled as in the file", () => {
    const text = '{"a":1.0,"b":[1e3, "x{,\\"]:", {}],"c": [ ],"d":{"e":12345678901234567890}}';
    expect(laidOut(text)).toEqual(["{", '  "a": 1.0,', '  "b": [', "    1e3,", '    "x{,\\"]:",', "    {}", "  ],", '  "c": [],', '  "d": {', '    "e": 12345678901234567890', "  }", "}"]);
  });

  test("means what it meant", () => {
    const value: Json = { a: [[], {}, [[1, null]], "\n\u0000 \\"], "": true };
    expect(JSON.parse(laidOut(JSON.stringify(value))?.join("\n") ?? "")).toEqual(value);
  });

  test("is none when the text is not", () => {
    expect(laidOut("{a: 1}")).toBeNull();
  });
});
