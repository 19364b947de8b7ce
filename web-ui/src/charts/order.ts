import { isJudgedBy } from "../runs/columns";

/** The main metric first, then those that runs are judged by, those of the machine last. */
export function inOrder(keys: readonly string[], main: string | undefined): string[] {
  const rank = (key: string) => (key === main ? 0 : key.startsWith("system/") ? 3 : isJudgedBy(key) ? 1 : 2);
  return [...keys].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
