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
  keepLook("theme", chosen, "system", cookiePath);
}

/** Lets the document look as chosen, and those that the server will send. */
export function keepLook(name: string, chosen: string, usual: string, cookiePath: string): void {
  const root = document.documentElement;
  if (chosen === usual) delete root.dataset[name];
  else root.dataset[name] = chosen;
  const age = chosen === usual ? 0 : YEAR_SECONDS;
  document.cookie = `modelyard-${name}=${chosen}; path=${cookiePath}; max-age=${age}; samesite=strict`;
}
