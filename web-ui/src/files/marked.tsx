/** The first characters of a line, with what was looked for marked in them. */
export function marked(line: string, lower: string, most: number) {
  const parts = [];
  const folded = line.toLowerCase();
  // Folding may change the length of a text; marks would then stand beside their words.
  if (folded.length !== line.length) return line.slice(0, most);
  let from = 0;
  for (let at = folded.indexOf(lower); at >= 0 && parts.length < 200; at = folded.indexOf(lower, from)) {
    parts.push(line.slice(from, at), <mark>{line.slice(at, at + lower.length)}</mark>);
    from = at + lower.length;
  }
  return [...parts, line.slice(from, most)];
}
