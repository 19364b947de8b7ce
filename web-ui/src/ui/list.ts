/** Texts as one parameter of an address, whatever they hold. */
export const inList = (texts: Iterable<string>): string => [...texts].map((text) => encodeURIComponent(text)).join(",");

/** The texts of {@link inList}; of what nobody wrote so, each part is a text as it stands. */
export const listIn = (parameter: string | null): string[] => (parameter ? parameter.split(",").map(decoded) : []);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
