import type { RegistryEvent } from "../api/types";
import { Ago } from "../ui/Time";
import { WAYS } from "./sentences";

/** Since when something is so, and by whom. */
export function Since({ event, otherwise }: { event: Pick<RegistryEvent, "time" | "actor" | "way"> | undefined; otherwise?: number }) {
  if (!event) return otherwise === undefined ? <span class="meta">–</span> : <Ago millis={otherwise} />;
  const way = WAYS[event.way] ?? event.way;
  return (
    <span>
      <Ago millis={event.time} /> <span class="meta" title={`by ${event.actor} ${way}`}>by {event.actor} {way}</span>
    </span>
  );
}

/** Why something was done, as whoever did it wrote. */
export function Reason({ reason }: { reason: string | undefined }) {
  return reason ? <q title={reason}>{reason}</q> : <span class="meta">no reason given</span>;
}
