import { signal } from "@preact/signals";

const narrow = globalThis.matchMedia?.("(max-width: 640px)");

/** Whether the screen is a phone's. */
export const isNarrow = signal(narrow?.matches ?? false);
narrow?.addEventListener("change", (event) => (isNarrow.value = event.matches));
