import { describe, expect, it } from "vitest";
import type { RunKeys } from "../api/types";
import { placeIn, suggestions, understand } from "./language";

const NOW = 1_700_000_000_000;
const KEYS: RunKeys = {
  metrics: [{ key: "acc", min: 0, max: 1 }, { key: "val/loss", min: 0, max: 3 }],
  params: [{ key: "lr", values: 2, sample: ["0.1", "0.3"] }, { key: "o'pt", values: 1, sample: ["adam"] }],
  tags: [{ key: "team", values: 2, sample: ["blue", "red"] }, { key: "mlflow.user", values: 1, sample: ["ada"] }],
  truncated: false,
  columns: [],
};

const filter = (text: string) => understand(text, KEYS, NOW).filter;
const problem = (text: string) => understand(text, KEYS, NOW).problem;

describe("the page's words for a search", () => {
  it.each([
    ["", ""],
    ["name:50%_x", "attributes.run_name ILIKE '%50\\%\\_x%'"],
    ["name:it's", 'attributes.run_name ILIKE "%it\'s%"'],
    ["acc>0.9", "metrics.`acc` > 0.9"],
    ["val/loss<=1e-3", "metrics.`val/loss` <= 0.001"],
    ["lr<1e-3", "numbers.`lr` < 0.001"],
    ["lr=0.1", "numbers.`lr` = 0.1"],
    ["lr!=0.1", "numbers.`lr` != 0.1"],
    ["lr=auto", "params.`lr` = 'auto'"],
    ["lr=1234567890123456", "params.`lr` = '1234567890123456'"],
    ["team=1", "tags.`team` = '1'"],
    ["has:png", "files.ending ILIKE '%.png'"],
    ["has:.tar.gz", "files.ending ILIKE '%.tar.gz'"],
    ["team:bl", "tags.`team` ILIKE '%bl%'"],
    ["user:ada", "attributes.user_id ILIKE '%ada%'"],
    ["status:failed", "attributes.status = 'FAILED'"],
    ["since:7d", `attributes.start_time >= ${NOW - 7 * 86_400_000}`],
    ["until:90m", `attributes.start_time <= ${NOW - 90 * 60_000}`],
    ["since:2026-11-01", `attributes.start_time >= ${new Date(2026, 10, 1).getTime()}`],
    ["until:2026-11-01T12:30Z", `attributes.start_time <= ${Date.UTC(2026, 10, 1, 12, 30)}`],
    ["lr=0.1 acc>0.9", "numbers.`lr` = 0.1 AND metrics.`acc` > 0.9"],
  ])("%s", (text, expected) => {
    expect(filter(text)).toBe(expected);
  });

  it("leaves words without a comparison to the server", () => {
    expect(understand("base acc>0.9 it's deadbeef", KEYS, NOW)).toEqual({
      filter: "metrics.`acc` > 0.9",
      words: ["base", "it's", "deadbeef"],
      problem: null,
      hint: "",
    });
  });

  it("passes on what is the server's own language", () => {
    for (const text of ["metrics.loss < 1 and params.lr = '0.1'", "numbers.lr < 1", "files.path LIKE 'plots/%'"]) {
      expect(filter(text)).toBe(text);
    }
  });

  it("marks what it does not understand", () => {
    expect(problem("base nobody>3")).toEqual({ message: "No run here has a metric, param or tag nobody", from: 5, to: 13 });
    expect(problem("acc>high")?.message).toContain("number");
    expect(problem("lr<high")?.message).toContain("number");
    expect(problem("team<0.1")?.message).toContain("text");
    for (const text of ["since:soon", "since:7", "since:2026", "until:11-1"]) expect(problem(text)?.message).toContain("no time");
    expect(problem("acc>0.9 since:7")).toMatchObject({ message: expect.stringMatching(/since:.* 7d .* since:2026-01-31/), from: 8, to: 15 });
    expect(problem("acc> base")).toEqual({ message: "What should acc be? Write a value behind >", from: 0, to: 4 });
  });

  it("hints at what is still to be written at the end, and searches by the rest", () => {
    const hint = "What should acc be? Write a value behind >";
    expect(understand("lr=0.1 acc>", KEYS, NOW)).toEqual({ filter: "numbers.`lr` = 0.1", words: [], problem: null, hint });
    for (const text of ["lr<1e-", "acc>-", "since:"]) {
      expect(understand(text, KEYS, NOW)).toMatchObject({ filter: "", problem: null, hint: expect.stringMatching(/./) });
    }
    for (const text of ["lr<1e- ", "nobody>3", "since:soon"]) expect(problem(text)).not.toBeNull();
  });

  it("finds the place that the server names", () => {
    const text = "name = '🙂' an acc > 1";
    expect(placeIn(text, 'Invalid filter at character 12 near "an acc": expected AND')).toEqual({ from: 12, to: 14 });
    expect(placeIn("metrics.acc >", "Invalid filter at its end: a value is missing")).toEqual({ from: 13, to: 13 });
    expect(placeIn(text, "Invalid filter: too long")).toBeNull();
  });

  it("offers keys and values", () => {
    expect(suggestions("ac", 2, KEYS)).toEqual({ from: 0, words: ["acc<"] });
    expect(suggestions("lr", 2, KEYS).words).toEqual(["lr=", "lr<", "lr>"]);
    expect(suggestions("o'pt", 4, KEYS).words).toEqual(["o'pt="]);
    expect(suggestions("has:p", 5, KEYS).words).toEqual(["has:png"]);
    expect(suggestions("acc>1 t", 7, KEYS).words[0]).toBe("team=");
    expect(suggestions("team=", 5, KEYS).words).toEqual(["team=blue", "team=red"]);
    expect(suggestions("status:f", 8, KEYS).words).toEqual(["status:finished", "status:failed"]);
    expect(suggestions("acc>1 ", 6, KEYS).words).toEqual([]);
  });
});
