import { place, setQuery } from "../router";
import { inList, listIn } from "../ui/list";
import { store, stored } from "../ui/stored";

/** More runs are not put into an address: servers and proxies refuse one of more than 8 KiB. */
export const MOST_IN_ADDRESS = 200;

/** What stands in the address for a selection that this tab alone keeps. */
const HERE = "~";

const keep = (path: string): string => `modelyard-selected-${path}`;

/** The selected runs, which the address holds like all else that is to be seen, unless they are too many. */
export function selectedRuns(): Set<string> {
  const { path, query } = place.value;
  const text = query.get("sel");
  return new Set(listIn(text === HERE ? stored("sessionStorage", keep(path)) : text));
}

/** What an address says of a selection on the page at `path`; too many runs are kept in this tab. */
export function asSelected(path: string, runs: ReadonlySet<string>): string {
  if (runs.size <= MOST_IN_ADDRESS) return inList(runs);
  store("sessionStorage", keep(path), inList(runs));
  return HERE;
}

export const selectRuns = (runs: ReadonlySet<string>): void => setQuery({ sel: asSelected(place.value.path, runs) });

/** Whether the address is one of another tab, which has kept the selection. */
export const isSelectedElsewhere = (): boolean => place.value.query.get("sel") === HERE && selectedRuns().size === 0;
