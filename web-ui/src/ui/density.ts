import { computed, signal } from "@preact/signals";
import { isNarrow } from "./screen";
import { keepLook } from "./theme";

export type Density = "comfortable" | "compact";

/** How dense tables are. As the theme it comes in the document, so nothing moves. */
export const density = signal<Density>(globalThis.document?.documentElement.dataset["density"] === "compact" ? "compact" : "comfortable");

/** How high rows of one line are, px: as the style says, which draws them. */
export const rowHeight = computed(() => {
  // What the style goes by.
  void [density.value, isNarrow.value];
  return Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue("--row"), 10);
});

export function chooseDensity(chosen: Density, cookiePath: string): void {
  keepLook("density", chosen, "comfortable", cookiePath);
  density.value = chosen;
}
