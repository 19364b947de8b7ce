import { place, setQuery } from "../router";
import { inList, listIn } from "../ui/list";

/** More runs are not put into an address: servers and proxies refuse one of more than 8 KiB. */
export const MOST_IN_ADDRESS = 200;

/** What stands in the address for a selection that this tab alone keeps. */
const HERE = "~";

const keep = (experiment: string): string => `modelyard-selected-${experiment}`;

/** The selected runs of an experiment, which the address holds like all else that is to be seen, unless they are too many. */
export function selectedRuns(experiment: string): Set<string> {
  const text = place.value.query.get("sel");
  return new Set(listIn(text === HERE ? sessionStorage.getItem(keep(experiment)) : text));
}

export function selectRuns(experiment: string, runs: ReadonlySet<string>): void {
  const isMany = runs.size > MOST_IN_ADDRESS;
  if (isMany) sessionStorage.setItem(keep(experiment), inList(runs));
  setQuery({ sel: isMany ? HERE : inList(runs) });
}

/** Whether the address is one of another tab, which has kept the selection. */
export const isSelectedElsewhere = (experiment: string): boolean => place.value.query.get("sel") === HERE && selectedRuns(experiment).size === 0;
