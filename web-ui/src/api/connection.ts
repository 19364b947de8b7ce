import { signal } from "@preact/signals";
import { paths } from "../paths";

/** Since when the server does not answer, in milliseconds since 1970; null while it does. */
export const awaySince = signal<number | null>(null);

const PROBE_MILLIS = 1_000;
const PROBE_PATIENCE_MILLIS = 900;

let probing = false;

/** Says that a call found nobody; asks from then on once a second until somebody answers. */
export function foundNobody(): void {
  awaySince.value ??= Date.now();
  if (!probing) {
    probing = true;
    setTimeout(probe, PROBE_MILLIS);
  }
}

/** Says that the server has answered. */
export function foundServer(): void {
  awaySince.value = null;
}

async function probe(): Promise<void> {
  try {
    const answer = await fetch(paths.health(), {
      cache: "no-store",
      signal: AbortSignal.timeout(PROBE_PATIENCE_MILLIS),
    });
    if (answer.ok) {
      probing = false;
      foundServer();
      return;
    }
  } catch {
    // Still away.
  }
  setTimeout(probe, PROBE_MILLIS);
}
