/** A name without its middle where it is too long: names of runs often differ only at the end. */
export function middle(name: string, letters: number): string {
  const all = [...name];
  if (all.length <= letters) return name;
  const end = Math.floor((letters - 1) / 2);
  return `${all.slice(0, letters - 1 - end).join("")}…${all.slice(all.length - end).join("")}`;
}
