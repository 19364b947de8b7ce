import { own } from "../api/client";
import type { SavedView } from "../api/types";
import { paths, queryWith } from "../paths";
import { place } from "../router";
import { selectedRuns } from "../runs/selected";
import { inList } from "../ui/list";

/** A link to what is seen, with all runs that are selected: the server keeps its address for good. */
export async function savedView(): Promise<string> {
  const { path, query } = place.value;
  const { key } = await own.post<SavedView>("views", { address: `/${path}${queryWith({ sel: inList(selectedRuns()) }, query)}` });
  return new URL(paths.view(key), window.location.href).href;
}
