/**
 * A text as the server's filter language quotes it. That knows no escapes, so a text is quoted by what
 * it does not hold; of one that holds both quotes, any character may stand in the place of the double ones (in LIKE).
 */
export const quoted = (text: string): string => (text.includes("'") ? `"${text.replaceAll('"', "_")}"` : `'${text}'`);

/** The condition of holding a text somewhere, whatever the case. */
export const holding = (field: string, text: string): string =>
  `${field} ILIKE ${quoted(`%${text.replaceAll(/[\\%_]/g, "\\$&")}%`)}`;

/** The condition of ending in a text, whatever the case. */
export const ending = (field: string, text: string): string =>
  `${field} ILIKE ${quoted(`%${text.replaceAll(/[\\%_]/g, "\\$&")}`)}`;

/** A number as that language spells it, which knows no plus; undefined when it is none that it takes. */
export function literal(text: string): string | undefined {
  const number = Number(text);
  return text.trim() !== "" && Number.isFinite(number) ? String(number).replace("+", "") : undefined;
}

/** The condition of holding each of some words, which blanks part; empty when there are none. */
export const holdingAll = (field: string, words: string): string =>
  words
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => holding(field, word))
    .join(" AND ");
