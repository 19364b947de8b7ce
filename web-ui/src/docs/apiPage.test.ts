import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiPage } from "./apiPage";
import { html } from "./markup";
import { resolved, type OpenApi } from "./openApi";
import { inWords } from "./words";

const file = new URL("../../../tracking-server/src/main/resources/dev/modelyard/server/ops/openapi.json", import.meta.url);
const document = JSON.parse(readFileSync(file, "utf8")) as OpenApi;
const page = apiPage(document, { style: "assets/style.css", icon: "data:," });
const all = (pattern: RegExp, text = page): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? "");

describe("the page of our calls", () => {
  it("tells every call once, under an anchor of its own", () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const anchors = all(/<section class="stack" id="(\w+)">/g);
    expect([...anchors].sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  });

  it("tells every shape, and leads only to what it has", () => {
    const ids = all(/ id="([\w-]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(document.components.schemas).map((name) => `shape-${name}`)));
    expect(ids).toEqual(expect.arrayContaining(all(/href="#([^"]*)"/g)));
  });

  it("needs no script, and names nothing by an address that a path before it would break", () => {
    expect(page).not.toContain("<script");
    expect(all(/(?:href|src)="([^"]*)"/g).filter((address) => !/^(\.\.\/|#|data:)/.test(address))).toEqual([]);
  });

  it("shows what the document says as text", () => {
    const hostile = { ...document, tags: [{ name: "<b>x</b>" }], paths: {}, components: { schemas: {} } };
    expect(apiPage(hostile, { style: "", icon: "" })).toContain("<h2>&lt;b&gt;x&lt;/b&gt;</h2>");
    expect(html`<a href="${'"'}">${"it's & <i>"}${html`<i>`}${undefined}</a>`.text).toBe('<a href="&quot;">it&#39;s &amp; &lt;i&gt;<i></a>');
  });

  it("shows code as such", () => {
    expect(page).toContain("or <code>*</code> for all.");
    expect(page).not.toContain("`");
  });

  it("tells schemas in words", () => {
    const words = (schema: Parameters<typeof inWords>[0]) => inWords(schema).text;
    expect(words({ type: "array", items: { type: "string" }, maxItems: 1_000 })).toBe("list of text, at most 1,000");
    expect(words({ type: "string", enum: ["open", "guarded"] })).toBe("text: open, guarded");
    expect(words({ type: "integer", minimum: 1, maximum: 4_000 })).toBe("integer, 1 to 4,000");
    expect(words({ oneOf: [{ type: "null" }, { $ref: "#/components/schemas/Number" }] })).toBe('null or <a href="#shape-Number">Number</a>');
    expect(words(undefined)).toBe("bytes");
  });

  it("follows references", () => {
    expect(resolved(document, { $ref: "#/components/schemas/Problem" })?.properties).toHaveProperty("error_code");
    expect(resolved(document, { type: "string" })).toEqual({ type: "string" });
  });
});
