import { own } from "../api/client";
import { firstData } from "../api/first";
import { know, useQuery, useQueryKeepingLast, type Found } from "../api/query";
import type { Activities } from "../api/types";

/** The server tells of so many experiments at once. */
export const MOST_ACTIVITIES = 100;

const LIVELIEST = "activity/liveliest";
const liveliest = (signal: AbortSignal) =>
  own.get<Activities>("runs/activity", { max_results: String(MOST_ACTIVITIES) }, signal);

/** What goes on in the experiments in which most lately a run began, the newest first. */
export function useLiveliest(): Found<Activities> {
  know(LIVELIEST, liveliest, firstData.activity);
  // Later it would be old.
  delete firstData.activity;
  return useQuery(LIVELIEST, liveliest);
}

/** What goes on in up to 100 experiments. */
export const useActivities = (ids: string[]) =>
  useQueryKeepingLast(ids.length > 0 ? `activity/${ids.join(",")}` : "", (signal) =>
    own.get<Activities>("runs/activity", { experiment_ids: ids }, signal),
  );
