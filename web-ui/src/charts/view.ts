import { place, setQuery } from "../router";
import { inList, listIn } from "../ui/list";
import type { Part } from "./part";

export type XKind = "step" | "time" | "relative";

/** How curves are looked at; all of it lies in the address. */
export interface View {
  x: XKind;
  /** 0 to 0.99; 0 is off. */
  smooth: number;
  isLog: boolean;
  zoom: Part;
  /** Lines that are not drawn, by what they are called. */
  hidden: ReadonlySet<string>;
  /** Only metrics with these in their name are wanted; empty are all. */
  words: string;
  /** Whether all charts are shown, not only the first. */
  isWhole: boolean;
}

/** The view that an address asks for; what it does not say, or says badly, is the usual. */
export function viewOf(query: URLSearchParams): View {
  const x = query.get("x");
  const smooth = Number(query.get("smooth"));
  const [from, to] = (query.get("zoom") ?? "").split("..").map((part) => (part === "" ? NaN : Number(part)));
  const isZoomed = from !== undefined && to !== undefined && Number.isFinite(from) && Number.isFinite(to) && from < to;
  return {
    x: x === "time" || x === "relative" ? x : "step",
    smooth: smooth > 0 && smooth < 1 ? smooth : 0,
    isLog: query.get("log") === "y",
    zoom: isZoomed ? { from, to } : null,
    hidden: new Set(listIn(query.get("hide"))),
    words: query.get("find") ?? "",
    isWhole: query.has("all"),
  };
}

export const useView = (): View => viewOf(place.value.query);

/** Looks at a part of the x axis. The back button leads out again. */
export function zoomTo(zoom: Part): void {
  const text = zoom ? `${trim(zoom.from)}..${trim(zoom.to)}` : undefined;
  if (text !== (place.value.query.get("zoom") ?? undefined)) setQuery({ zoom: text }, { replace: false });
}

const trim = (value: number): string => String(Number(value.toPrecision(15)));

export const chooseX = (x: XKind): void => setQuery({ x: x === "step" ? undefined : x, zoom: undefined });
export const chooseSmooth = (smooth: number): void => setQuery({ smooth: smooth > 0 ? String(smooth) : undefined });
export const chooseLog = (isLog: boolean): void => setQuery({ log: isLog ? "y" : undefined });
export const findCurves = (words: string): void => setQuery({ find: words });
export const showAll = (isWhole: boolean): void => setQuery({ all: isWhole ? "1" : undefined });

/** Hides a line, or shows it again. */
export function toggleHidden(line: string): void {
  const hidden = new Set(listIn(place.value.query.get("hide")));
  if (!hidden.delete(line)) hidden.add(line);
  setQuery({ hide: inList(hidden) });
}
