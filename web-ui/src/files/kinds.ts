/** How a file is shown. */
export type Kind = "image" | "json" | "table" | "markdown" | "html" | "pdf" | "text" | "unknown";

const ENDINGS: [Kind, RegExp][] = [
  ["image", /\.(png|jpe?g|gif|webp|avif|bmp|svg)$/i],
  ["json", /\.(json|geojson)$/i],
  ["table", /\.(csv|tsv)$/i],
  ["markdown", /\.(md|markdown)$/i],
  ["html", /\.html?$/i],
  ["pdf", /\.pdf$/i],
  [
    "text",
    /(\.(txt|log|err|out|cfg|conf|ini|properties|toml|ya?ml|xml|py|ipynb|java|kt|js|mjs|tsx?|css|sql|sh|r|rs|go|c|h|cpp|rst|jsonl|ndjson|diff|patch|lock|env)|(^|\/)(MLmodel|MLproject|Dockerfile|Makefile|LICENSE|README))$/i,
  ],
];

/** Guessed by the name alone; what no name tells is looked into. */
export function kindOf(path: string): Kind {
  return ENDINGS.find(([, pattern]) => pattern.test(path))?.[0] ?? "unknown";
}

/** Whether bytes look like text: no zero, and UTF-8 throughout, the last character aside. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The start of a file as hex and as what of it can be read, 16 bytes a line. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = part.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}
