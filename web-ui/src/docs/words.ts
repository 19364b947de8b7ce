import { html, type Markup } from "./markup.ts";
import { called, type Schema } from "./openApi.ts";

/** Where the page tells of a shape. */
export const anchorOf = (shape: string): string => `shape-${shape}`;

/** A schema in few words, with links to the shapes: `list of Run`, `text: open, guarded`, `number, 1 to 1000`. */
export function inWords(schema: Schema | undefined): Markup {
  if (!schema) return html`bytes`;
  if (schema.$ref) return html`<a href="#${anchorOf(called(schema.$ref))}">${called(schema.$ref)}</a>`;
  if (schema.oneOf) return html`${schema.oneOf.map((each, i) => html`${i > 0 ? " or " : ""}${inWords(each)}`)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "anything");
  if (type === "array") return html`list of ${inWords(schema.items)}${schema.maxItems ? `, at most ${count(schema.maxItems)}` : ""}`;
  const words = type === "string" ? "text" : type;
  if (schema.enum) return html`${words}: ${schema.enum.join(", ")}`;
  const { minimum, maximum } = schema;
  const range = minimum === undefined ? "" : maximum === undefined ? `, from ${minimum}` : `, ${minimum} to ${count(maximum)}`;
  return html`${words}${range}${schema.default === undefined ? "" : `, by default ${String(schema.default)}`}`;
}

const count = (number: number): string => number.toLocaleString("en");
