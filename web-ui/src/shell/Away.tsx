import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { own } from "../api/client";
import { awaySince } from "../api/connection";
import { info } from "../api/first";
import { At } from "../ui/Time";

/** Quiet lines: the server does not answer, and writes are off meanwhile; it is newer than this page. */
export function Away() {
  const since = awaySince.value;
  useNews();
  return (
    <div role="status">
      {since !== null && (
        <div class="away">
          The server has not answered since <At millis={since} />. Changes are off until it does, and what you see may be
          old. The page asks again every second, and goes on by itself.
        </div>
      )}
      {newest.value !== loaded && (
        <div class="away row">
          The server has a newer version of this page.
          <button type="button" onClick={() => window.location.reload()}>
            Reload
          </button>
        </div>
      )}
    </div>
  );
}

const NEWS_MILLIS = 5 * 60_000;

/** The version that this page came with, and the newest that the server has told. */
const loaded = info?.version;
const newest = signal(loaded);

async function askForNews(): Promise<void> {
  if (loaded === undefined || document.hidden || awaySince.value !== null) return;
  try {
    newest.value = (await own.get<NonNullable<typeof info>>("info")).version;
  } catch {
    // The line above tells, or the next question does.
  }
}

/** Asks for the version now and then, and when the server is back: it may be another one. */
function useNews(): void {
  const isAway = awaySince.value !== null;
  useEffect(() => {
    const timer = setInterval(() => void askForNews(), NEWS_MILLIS);
    return () => clearInterval(timer);
  }, []);
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) void askForNews();
    wasAway.current = isAway;
  }, [isAway]);
}
