import { describe, expect, test } from "vitest";
import type { RegistryEvent } from "../api/types";
import { csvHead, csvLine, filterOf } from "./audit";
import { telling } from "./queries";
import { ACTIONS, arrival, lastOfProduction, merged, sentence } from "./sentences";

const event = (given: Partial<RegistryEvent>): RegistryEvent => ({
  seq: 1, time: 0, actor: "ada", way: "ui", action: "STAGE_CHANGED", model: "iris", model_id: 7, hash: "ab", ...given,
});
const move = (seq: number, version: number, before: string, after: string, more: Partial<RegistryEvent> = {}) => event({ seq, version, before, after, ...more });

describe("sentences", () => {
  test.each<[Partial<RegistryEvent>, string]>([
    [{ version: 4, before: "None", after: "Production" }, "v4 moved from None to Production"],
    [{ version: 3, before: "Production", after: "Archived" }, "v3 left Production and was archived"],
    [{ version: 3, before: "Archived", after: "Production", key: "rollback" }, "rolled back: v3 returned from Archived to Production"],
    [{ action: "ALIAS_SET", version: 4, key: "champion", before: "3", after: "4" }, "@champion moved from v3 to v4"],
    [{ action: "ALIAS_SET", version: 4, key: "champion", after: "4" }, "@champion now points to v4"],
    [{ action: "ALIAS_DELETED", version: 4, key: "champion", before: "4" }, "@champion was removed from v4"],
    [{ action: "VERSION_CREATED", version: 4, after: "runs:/1/model" }, "v4 was registered from runs:/1/model"],
    [{ action: "VERSION_DELETED", version: 4, before: "Staging" }, "v4 was deleted while in Staging"],
    [{ action: "VERSION_DELETED", version: 4, before: "None" }, "v4 was deleted"],
    [{ action: "VERSION_DESCRIBED", version: 4, before: "", after: "good" }, "v4 was described: “good”"],
    [{ action: "MODEL_DESCRIBED", before: "good", after: "" }, "the model lost its description"],
    [{ action: "MODEL_RENAMED", before: "iris", after: "flower" }, "the model was renamed from “iris” to “flower”"],
    [{ action: "MODEL_SETTINGS_CHANGED", key: "mode", before: "open", after: "guarded" }, "mode changed from open to guarded"],
    [{ action: "MODEL_SETTINGS_CHANGED", key: "protected_aliases", before: "champion", after: "a b" }, "protected aliases changed from @champion to @a, @b"],
    [{ action: "MODEL_TAG_SET", key: "owner", before: "ada", after: "bo" }, "tag owner set to “bo”, before “ada”"],
    [{ action: "VERSION_TAG_DELETED", version: 2, key: "ok", before: "yes" }, "tag ok of v2 removed, before “yes”"],
  ])("%j reads “%s”", (given, text) => expect(sentence(event(given))).toBe(text));

  test("every action that there is has one", () => {
    for (const action of Object.keys(ACTIONS)) expect(sentence(event({ action, version: 1, key: "k", before: "a", after: "b" }))).not.toBe(action);
  });

  test("long texts are cut", () => {
    expect(sentence(event({ action: "MODEL_TAG_SET", key: "k", after: "x".repeat(10_000) })).length).toBeLessThan(200);
  });
});

describe("moves", () => {
  const moves = [move(5, 2, "Archived", "Production", { key: "rollback" }), move(4, 3, "Production", "Archived"), move(3, 3, "None", "Production"), move(2, 2, "Production", "Archived")];

  test("a version came where it is by its last move", () => {
    expect(arrival(moves, "3", "Archived")?.seq).toBe(4);
    expect(arrival(moves, "3", "Production")).toBeUndefined();
    expect(arrival(moves, "9", "None")).toBeUndefined();
  });

  test("the last of Production is what came there, else what left it", () => {
    expect(lastOfProduction(moves)?.seq).toBe(5);
    expect(lastOfProduction([move(9, 1, "Production", "Archived")])?.seq).toBe(9);
  });
});

describe("pages of events", () => {
  const page = (...seqs: number[]) => seqs.map((seq) => event({ seq }));
  const seqs = (events: readonly RegistryEvent[]) => events.map((each) => each.seq);

  test("new events come before those that were read", () => {
    expect(seqs(merged(page(5, 4, 3, 2, 1), page(7, 6, 5)))).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  test("when too many came between, what was read is dropped", () => {
    expect(seqs(merged(page(5, 4), page(9, 8, 7)))).toEqual([9, 8, 7]);
    expect(seqs(merged([], page(9, 8)))).toEqual([9, 8]);
  });
});

describe("CSV", () => {
  test("quotes what needs it, and keeps spreadsheets from reading formulas", () => {
    const line = csvLine(event({ seq: 3, version: 4, before: "None", after: "Production", reason: '=1+1, "quoted"\nline', model: "@iris" }));
    expect(line).toContain('"\'=1+1, ""quoted""\nline"');
    expect(line).toContain(",'@iris,7,4,");
    expect(line).toContain("1970-01-01T00:00:00.000Z");
    expect(line.endsWith("v4 moved from None to Production\r\n")).toBe(true);
  });

  test("has a field for each name", () => {
    expect(csvLine(event({})).split(",")).toHaveLength(csvHead().split(",").length);
  });
});

test("a filter's last day counts whole", () => {
  const filter = filterOf(new URLSearchParams({ model: "iris", from: "2026-03-01", until: "2026-03-01", action: "", other: "x" }));
  expect(Object.keys(filter).sort()).toEqual(["from", "model", "until"]);
  const hours = (Number(filter.until) - Number(filter.from)) / 3_600_000;
  expect(hours).toBe(24);
  expect(filterOf(new URLSearchParams({ from: "yesterday" }))).toEqual({});
});

test("the metrics that tell most come first", () => {
  expect(telling(["epochs", "latency_ms", "train_loss", "val_acc"], 3)).toEqual(["val_acc", "train_loss", "epochs"]);
  expect(telling([], 3)).toEqual([]);
});
