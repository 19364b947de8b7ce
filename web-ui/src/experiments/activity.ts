import { own } from "../api/client";
import { takeFirst } from "../api/first";
import { know, useQuery, useQueryKeepingLast, type Found } from "../api/query";
import type { Activities } from "../api/types";
import { paths } from "../paths";

/** The server tells of so many experiments at once. */
export const MOST_ACTIVITIES = 100;

const LIVELIEST = "activity/liveliest";
const liveliest = (signal: AbortSignal) =>
  own.get<Activities>("runs/activity", { max_results: String(MOST_ACTIVITIES) }, signal);

/** What goes on in the experiments in which most lately a run began, the newest first. */
export function useLiveliest(): Found<Activities> {
  know(LIVELIEST, liveliest, takeFirst("activity", paths.home()));
  return useQuery(LIVELIEST, liveliest);
}

/** What goes on in up to 100 experiments. */
export const useActivities = (ids: string[]) =>
  useQueryKeepingLast(ids.length > 0 ? `activity/${ids.join(",")}` : "", (signal) =>
    own.get<Activities>("runs/activity", { experiment_ids: ids }, signal),
  );
