/** What the server put into the document: where it lies, and who it is. */
export interface First {
  /** The path below which everything lies, with a slash at its end. */
  base: string;
  version?: string;
  wire?: string;
}

function read(): First {
  const text = globalThis.document?.getElementById("first")?.textContent;
  return text ? (JSON.parse(text) as First) : { base: "/" };
}

export const first: First = read();
