/** Text of a document that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Markup | undefined | Part[];

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function written(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(written).join("") : part.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** Markup, with parts between that stand in it as text unless they are markup themselves. */
export function html(literal: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(literal.map((piece, i) => piece + written(parts[i])).join(""));
}
