import { computed, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const YEAR_SECONDS = 31_536_000;
const system = signal(globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false);
globalThis
  .matchMedia?.("(prefers-color-scheme: dark)")
  .addEventListener("change", (event) => (system.value = event.matches));

/** Which theme was chosen. The server writes it into the document, so nothing flashes. */
export const theme = signal<Theme>(
  (globalThis.document?.documentElement.dataset["theme"] as Theme | undefined) ?? "system",
);

/** Whether the ground is dark now; canvases must know. */
export const isDark = computed(() => (theme.value === "system" ? system.value : theme.value === "dark"));

export function chooseTheme(chosen: Theme, cookiePath: string): void {
  theme.value = chosen;
  const root = document.documentElement;
  if (chosen === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = chosen;
  const age = chosen === "system" ? 0 : YEAR_SECONDS;
  document.cookie = `modelyard-theme=${chosen}; path=${cookiePath}; max-age=${age}; samesite=strict`;
}
