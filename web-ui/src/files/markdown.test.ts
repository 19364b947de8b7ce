import { describe, expect, it } from "vitest";
import type { ComponentChildren, VNode } from "preact";
import { h } from "preact";
import { Markdown } from "./markdown";

/** The elements as text, for looking at; children that are text are escaped by Preact itself. */
function show(node: ComponentChildren): string {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (Array.isArray(node)) return node.map(show).join("");
  if (typeof node !== "object") return String(node).replaceAll("<", "&lt;");
  const { type, props } = node as VNode<{ children?: ComponentChildren; href?: string }>;
  if (typeof type === "function") return show((type as (props: unknown) => ComponentChildren)(props));
  const href = props.href === undefined ? "" : ` ${props.href}`;
  return `<${type as string}${href}>${show(props.children)}</${type as string}>`;
}

const render = (text: string) => show(h(Markdown, { text })).replace(/^<div>|<\/div>$/g, "");

describe("Markdown", () => {
  it.each([
    ["# One #", "<h2>One</h2>"],
    ["a\nb\n\nc", "<p>a\nb</p><p>c</p>"],
    ["**a** and *b* and `c*d*`", "<p><strong>a</strong> and <em>b</em> and <code>c*d*</code></p>"],
    ["snake_case_name", "<p>snake_case_name</p>"],
    ["- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"],
    ["1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"],
    ["> a\n> b", "<blockquote><p>a\nb</p></blockquote>"],
    ["```py\n<b> **x**\n```\nz", "<pre><code>&lt;b> **x**</code></pre><p>z</p>"],
    ["---", "<hr></hr>"],
    ["| a | b |\n|---|---|\n| 1 | 2 |", "<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>"],
    ["[x](https://example.org/a)", "<p><a https://example.org/a>x</a></p>"],
  ])("%j", (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it.each(["[x](javascript:alert(1))", "[x](data:text/html,a)", "<script>alert(1)</script>", "![x](http:evil)", "<img src=x onerror=alert(1)>"])(
    "leaves %j as text",
    (text) => {
      expect(render(text)).not.toMatch(/<(a|script|img)[ >]/);
    },
  );

  it("takes no long time for any text", () => {
    const from = performance.now();
    for (const evil of ["[".repeat(20_000), "*a".repeat(20_000), "> ".repeat(5_000), "`".repeat(20_001), "- ".repeat(5_000), "__a".repeat(10_000), "|-".repeat(20_000), "- - ".repeat(2_000)]) render(evil);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
