import { useState } from "preact/hooks";
import { own } from "../api/client";
import { problemOf } from "../api/errors";
import { useQuery } from "../api/query";
import type { RegistryEvent } from "../api/types";
import { useChanges } from "../live/changes";
import { paths } from "../paths";
import { place } from "../router";
import { offWhileAway } from "../ui/away";
import { CopyButton } from "../ui/Copy";
import { rowHeight } from "../ui/density";
import { count } from "../ui/numbers";
import { Rows } from "../ui/Rows";
import { isNarrow } from "../ui/screen";
import { Empty, Show } from "../ui/States";
import { At } from "../ui/Time";
import { tell } from "../ui/Toast";
import { useTitle } from "../ui/title";
import { AuditFilter, OFFERED, useNamesHolding } from "./AuditFilter";
import { csvHead, csvLine, filterOf } from "./audit";
import { Sentence, useEvents } from "./History";
import "./models.css";
import { readEvents, refreshModels, type EventFilter } from "./queries";
import { sentence, WAYS } from "./sentences";

const NARROW_ROW = 64;

/** Who did what when, of all models. */
export function AuditPage() {
  useTitle("Audit");
  const filter = filterOf(place.value.query);
  const { found, events, isWhole, more } = useEvents(filter);
  useChanges("audit", { models: true }, (changes) => {
    if (changes.models.length > 0) refreshModels();
  });
  return (
    <>
      <div class="title">
        <h1>Audit</h1>
        <div class="actions"><Download filter={filter} /></div>
      </div>
      <div class="stack">
        <AuditFilter events={events} />
        <Show found={found} what="The log of changes cannot be shown">
          {() =>
            events.length === 0 ? (
              <Nothing filter={filter} />
            ) : (
              <>
                <p class="meta" aria-live="polite">{count(events.length, "change")}{isWhole ? "" : " so far; more come as you scroll"}, newest first</p>
                <Events events={events} onEnd={more} />
              </>
            )
          }
        </Show>
        <Head />
      </div>
    </>
  );
}

/** What is wrong when no change is found; of a part of a name, the models that may be meant. */
function Nothing({ filter }: { filter: EventFilter }) {
  const { model = "" } = filter;
  const { data, isOld } = useNamesHolding(model);
  if (Object.keys(filter).length === 0) return <Empty title="Nothing has happened to any model yet." />;
  const known = model === "" || isOld ? undefined : data;
  const names = known?.filter((name) => name !== model) ?? [];
  // Where more have it in their names than are offered, one of them may be called just so.
  const isNone = known !== undefined && names.length === known.length && known.length < OFFERED;
  const query = Object.fromEntries(place.value.query);
  return (
    <Empty title={isNone ? `No model is called “${model}”.` : "No change meets the filter. Names are taken whole."}>
      {names.length > 0 && (
        <div class="row meant">
          <span>Models with “{model}” in the name:</span>
          {names.map((name) => <a key={name} href={paths.audit({ ...query, model: name })}>{name}</a>)}
        </div>
      )}
    </Empty>
  );
}

function Events({ events, onEnd }: { events: readonly RegistryEvent[]; onEnd: () => void }) {
  return (
    <Rows
      count={events.length}
      height={isNarrow.value ? NARROW_ROW : rowHeight.value}
      class="events"
      onSight={(_, to) => {
        if (to >= events.length) onEnd();
      }}
      box={{ role: "list", tabIndex: 0, "aria-label": "Changes" }}
    >
      {(i) => {
        const event = events[i];
        return event && <Row key={event.seq} event={event} />;
      }}
    </Rows>
  );
}

function Row({ event }: { event: RegistryEvent }) {
  const whole = event.reason ? `${sentence(event)} “${event.reason}”` : sentence(event);
  return (
    <div role="listitem" class="event">
      <span class="meta"><At millis={event.time} /></span>
      <span class="clip">{event.actor} <span class="meta">{WAYS[event.way] ?? event.way}</span></span>
      <a class="clip" href={paths.model(event.model)}>{event.model}</a>
      <span class="clip what" title={whole}>
        <Sentence event={event} />{event.reason && <> <q>{event.reason}</q></>}
      </span>
    </div>
  );
}

const LOT = 1_000;

/** All events of a filter, as a file that spreadsheets read. */
async function csv(filter: EventFilter): Promise<Blob> {
  const parts = [csvHead()];
  let before: number | undefined;
  do {
    const page = await readEvents(filter, before, LOT);
    parts.push(page.events.map(csvLine).join(""));
    before = page.next_before;
  } while (before !== undefined);
  return new Blob(parts, { type: "text/csv" });
}

function Download({ filter }: { filter: EventFilter }) {
  const [isBusy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      const url = URL.createObjectURL(await csv(filter));
      const link = document.createElement("a");
      link.href = url;
      link.download = "audit.csv";
      link.click();
      URL.revokeObjectURL(url);
    } catch (failure) {
      tell(problemOf(failure));
    }
    setBusy(false);
  };
  return (
    <button type="button" {...offWhileAway(isBusy)} onClick={() => void act()}>
      {isBusy ? "Collecting…" : "Download as CSV"}
    </button>
  );
}

interface LogHead {
  seq: number;
  time: number;
  hash: string;
}

/** The hash that stands for the whole log, and what one does with it. */
function Head() {
  const found = useQuery("events/head", (signal) => own.get<LogHead>("events/head", undefined, signal));
  if (!found.data || found.data.seq === 0) return null;
  const { seq, time, hash } = found.data;
  return (
    <div class="notice">
      <span>
        Change {seq.toLocaleString()} of <At millis={time} /> is the last. Its hash stands for all before it: keep it elsewhere, and
        later <code>java -jar modelyard.jar verify --head {hash.slice(0, 8)}…</code> tells whether anything was altered since.
      </span>
      <span class="row"><code class="digest-whole">{hash}</code> <CopyButton text={hash} label="Copy hash" /></span>
    </div>
  );
}
