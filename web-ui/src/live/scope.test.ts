import { describe, expect, it } from "vitest";
import type { Changes } from "../api/types";
import { earliest, meant, question, union } from "./scope";

const changes: Changes = {
  cursor: "9.1",
  runs: ["a", "b"],
  points: ["b", "c"],
  experiment_of: { a: "1", b: "2", c: "3" },
  files: ["a", "b"],
  models: ["m"],
  experiments: ["1", "2"],
  reset: false,
};

describe("what is watched", () => {
  it("is asked for all together, each once", () => {
    expect(union([{ experiments: ["1", "2"] }, { experiments: ["2"], runs: ["c"] }, { files: ["a"], models: true }])).toEqual({ experiments: ["1", "2"], runs: ["c"], files: ["a"], models: true });
  });

  it("is told to those who asked for it", () => {
    expect(meant(changes, { experiments: ["2"] })).toMatchObject({ runs: ["b"], points: ["b"], experiments: ["2"], files: [], models: [] });
    expect(meant(changes, { runs: ["a", "c"] })).toMatchObject({ runs: ["a"], points: ["c"], experiments: [], models: [] });
    expect(meant(changes, { experiments: ["*"] })).toMatchObject({ runs: ["a", "b"], points: ["b", "c"], experiments: ["1", "2"] });
    expect(meant(changes, { files: ["b"] })).toMatchObject({ runs: [], points: [], files: ["b"] });
    expect(meant(changes, { models: true })).toMatchObject({ runs: [], points: [], experiments: [], models: ["m"] });
  });

  it("leaves out what can be no id, for which the server would refuse all", () => {
    expect(question({ experiments: ["x", "7"] }, "1.2")).toEqual({ experiments: "7", after: "1.2" });
    expect(question({ experiments: ["x"], models: true }, "")).toEqual({ models: "true" });
  });

  it("goes on from where nobody misses anything", () => {
    expect(earliest(["100.7", "99.8", ""])).toBe("99.7");
    expect(earliest(["9.1", "10.1"])).toBe("9.1");
    expect(earliest(["", ""])).toBe("");
  });
});
