/**
 * What the browser keeps between pages: `localStorage` for all tabs, `sessionStorage` for one. Where
 * somebody has forbidden that, or it is full, a page does without.
 */
type Kind = "localStorage" | "sessionStorage";

export function stored(kind: Kind, key: string): string | null {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

export function store(kind: Kind, key: string, text: string): void {
  try {
    window[kind].setItem(key, text);
  } catch {
    // A page does without.
  }
}
