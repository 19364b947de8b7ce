import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { callsOf, inWords, resolved, type OpenApi } from "./openApi";

const file = new URL("../../../tracking-server/src/main/resources/dev/modelyard/server/ops/openapi.json", import.meta.url);
const document = JSON.parse(readFileSync(file, "utf8")) as OpenApi;

describe("the page of our calls", () => {
  it("shows every call under some heading", () => {
    const shown = new Set(document.tags.flatMap(({ name }) => callsOf(document, name).map((call) => `${call.method} ${call.path}`)));
    const all = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect([...shown].sort()).toEqual(all.sort());
  });

  it("tells schemas in words", () => {
    expect(inWords({ type: "array", items: { type: "string" }, maxItems: 1_000 })).toBe("list of text, at most 1,000");
    expect(inWords({ type: "string", enum: ["open", "guarded"] })).toBe("text: open, guarded");
    expect(inWords({ type: "integer", minimum: 1, maximum: 4_000 })).toBe("integer, 1 to 4,000");
    expect(inWords({ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Number" }] })).toBe("null or Number");
    expect(inWords(undefined)).toBe("bytes");
  });

  it("follows references", () => {
    expect(resolved(document, { $ref: "#/components/schemas/Problem" })?.properties).toHaveProperty("error_code");
    expect(resolved(document, { type: "string" })).toEqual({ type: "string" });
  });
});
