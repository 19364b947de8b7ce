import { useRef, useState } from "preact/hooks";
import { useQueryKeepingLast } from "../api/query";
import type { RegistryEvent } from "../api/types";
import { paths } from "../paths";
import { Show } from "../ui/States";
import { At } from "../ui/Time";
import { eventsKey, readEvents, type EventFilter } from "./queries";
import { merged, sentence, WAYS } from "./sentences";

const PAGE = 50;

/** Events that meet a filter, newest first, more when one asks; the newest come by themselves. */
export function useEvents(filter: EventFilter) {
  const key = eventsKey(filter);
  const found = useQueryKeepingLast(key, (signal) => readEvents(filter, undefined, PAGE, signal));
  const [older, setOlder] = useState<{ key: string; events: readonly RegistryEvent[]; isMore: boolean }>({ key, events: [], isMore: true });
  const isAsking = useRef(false);
  const newest = found.data?.events ?? [];
  const isOlder = older.key === key && older.events.length > 0;
  const events = isOlder ? merged(older.events, newest) : newest;
  const isWhole = isOlder && events.length > newest.length ? !older.isMore : found.data?.next_before === undefined;
  const more = async () => {
    const last = events[events.length - 1];
    if (isAsking.current || isWhole || last === undefined) return;
    isAsking.current = true;
    try {
      const page = await readEvents(filter, last.seq, PAGE);
      setOlder({ key, events: [...events, ...page.events], isMore: page.next_before !== undefined });
    } finally {
      isAsking.current = false;
    }
  };
  return { found, events, isWhole, more: () => void more().catch(() => undefined) };
}

/** What happened to a model, by the name that it has now, or to a version, as sentences. */
export function History({ name, filter }: { name: string; filter: EventFilter }) {
  const { found, events, isWhole, more } = useEvents(filter);
  return (
    <Show found={found} what="The history cannot be shown">
      {() => (
        <div class="stack">
          {events.length === 0 && <p class="ghost">Nothing has happened yet.</p>}
          <ol class="history">
            {events.map((event) => <Line key={event.seq} name={name} event={event} />)}
          </ol>
          {!isWhole && <button type="button" onClick={more}>Show older</button>}
        </div>
      )}
    </Show>
  );
}

function Line({ name, event }: { name: string; event: RegistryEvent }) {
  return (
    <li>
      <span class="meta"><At millis={event.time} /></span>
      <span>
        <Sentence event={event} name={name} />
        {event.reason && <> <q>{event.reason}</q></>}
      </span>
      <span class="meta">{event.actor} {WAYS[event.way] ?? event.way}</span>
    </li>
  );
}

/** An event's sentence; its version leads to its page. */
export function Sentence({ event, name = event.model }: { event: RegistryEvent; name?: string }) {
  const text = sentence(event);
  const version = event.version === undefined ? undefined : `v${event.version}`;
  const at = version === undefined ? -1 : text.search(new RegExp(`${version}\\b`));
  if (version === undefined || at < 0 || event.action === "VERSION_DELETED") return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <a href={paths.version(name, String(event.version))}>{version}</a>
      {text.slice(at + version.length)}
    </>
  );
}
