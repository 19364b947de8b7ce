import { own } from "../api/client";
import { useQuery } from "../api/query";
import type { RunTable } from "../api/types";

/** Where the answers about a run are kept. */
export const keyOf = (id: string, what: string): string => `run/${id}/${what}`;

export const readNumber = (id: string) => (signal: AbortSignal) =>
  own.post<RunTable>("runs/table", { run_ids: [id], columns: [] }, signal).then((table) => table.number[0] ?? 0);

/** The number by which a run has its colour; an empty id reads nothing. */
export const useNumber = (id: string) => useQuery(id && keyOf(id, "number"), readNumber(id));
