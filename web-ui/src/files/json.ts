export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where the value of a key lies, below the place of what holds it; that of all is empty. */
export const placeOf = (place: string, key: string): string => `${place}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Whether one place is the other, or lies in it. */
export const isWithin = (place: string, other: string): boolean => place === other || place.startsWith(`${other}/`);

/** A value that holds no others as the page shows it, texts without their quotes. */
export const textOf = (value: null | boolean | number | string): string => (typeof value === "string" ? value : String(value));

/** The places of all keys and values that hold a text of small letters, in the order of the file. */
export function hitsIn(value: Json, lower: string): string[] {
  const hits: string[] = [];
  // No recursion: a file may nest deeper than calls can.
  const rest: { place: string; key: string; value: Json }[] = [{ place: "", key: "", value }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { place, key, value: each } = next;
    const isHolder = each !== null && typeof each === "object";
    if (key.toLowerCase().includes(lower) || (!isHolder && textOf(each).toLowerCase().includes(lower))) hits.push(place);
    if (!isHolder) continue;
    const inside = Object.entries(each).map(([name, held]) => ({ place: placeOf(place, name), key: Array.isArray(each) ? "" : name, value: held }));
    for (let i = inside.length - 1; i >= 0; i--) rest.push(inside[i]!);
  }
  return hits;
}

/** JSON with a line for each key and value, spelled as in the file; null when it is none. */
export function laidOut(text: string): string[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  const end = () => {
    if (line.trim() !== "") lines.push(line);
    line = "  ".repeat(depth);
  };
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[\]}]|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === "{" || token === "[") {
      line += token;
      depth++;
      end();
    } else if (token === "}" || token === "]") {
      depth--;
      end();
      line += token;
    } else if (token === ",") {
      line += token;
      end();
    } else {
      line += token === ":" ? ": " : token.replace(/^([{[])\s+([\]}])$/, "$1$2");
    }
  }
  end();
  return lines;
}
