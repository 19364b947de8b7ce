let list: () => readonly { id: string }[] = () => [];

/** Keeps the table of runs that is looked at, for those who go through its runs one by one. */
export function rememberTable(rows: () => readonly { id: string }[]): void {
  list = rows;
}

/** The run before or behind another in the table that was last looked at. */
export function neighbour(id: string, by: 1 | -1): string | undefined {
  const rows = list();
  const at = rows.findIndex((row) => row.id === id);
  return at < 0 ? undefined : rows[at + by]?.id;
}
