import { place, setQuery } from "../router";

/** More runs are not put into an address: servers and proxies refuse one of more than 8 KiB. */
export const MOST_IN_ADDRESS = 200;

/** What stands in the address for a selection that this tab alone keeps. */
const HERE = "~";

const keep = (experiment: string): string => `modelyard-selected-${experiment}`;

/** The texts of a list as an address has it. */
export const split = (text: string | null): string[] => (text ? text.split(",").map(decodeURIComponent) : []);

export const joined = (texts: Iterable<string>): string => [...texts].map((text) => encodeURIComponent(text)).join(",");

/** The selected runs of an experiment, which the address holds like all else that is to be seen, unless they are too many. */
export function selectedRuns(experiment: string): Set<string> {
  const text = place.value.query.get("sel");
  return new Set(split(text === HERE ? sessionStorage.getItem(keep(experiment)) : text));
}

export function selectRuns(experiment: string, runs: ReadonlySet<string>): void {
  const isMany = runs.size > MOST_IN_ADDRESS;
  if (isMany) sessionStorage.setItem(keep(experiment), joined(runs));
  setQuery({ sel: isMany ? HERE : joined(runs) });
}

/** Whether the address is one of another tab, which has kept the selection. */
export const isSelectedElsewhere = (experiment: string): boolean => place.value.query.get("sel") === HERE && selectedRuns(experiment).size === 0;
