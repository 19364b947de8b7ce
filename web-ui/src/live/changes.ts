import { useEffect } from "preact/hooks";
import { own } from "../api/client";
import { awaySince } from "../api/connection";
import { takeFirst } from "../api/first";
import { refresh } from "../api/query";
import type { Changes } from "../api/types";
import { Crew } from "./Crew";
import { meant, question, type Scope } from "./scope";

const POLL_MILLIS = 2_000;
const REOPEN_MILLIS = 500;
const FAILURES_BEFORE_POLLING = 3;

const crew = new Crew();

/**
 * Calls back with what has changed, as long as it is not stopped. All pages of the browser follow one
 * stream of events, each goes on where it broke off; where streams do not get through, questions every
 * two seconds. A hidden tab asks nothing, and catches up when it is shown again.
 */
export function watch(scope: Scope, changed: (changes: Changes) => void): () => void {
  // What came with the document is as old as its cursor: the first who watches goes on from there.
  let cursor = takeFirst("cursor", window.location.pathname) ?? "";
  let leave = (): void => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isStopped = false;

  const take = (changes: Changes) => {
    cursor = changes.cursor;
    if (changes.reset) refresh("");
    changed(meant(changes, scope));
  };

  const poll = async () => {
    try {
      take(await own.get<Changes>("changes", { ...question(scope, cursor), poll: "true" }));
    } catch {
      // The connection tells of it; the next question may get through.
    }
    if (isStopped || document.hidden) return;
    if (failures < FAILURES_BEFORE_POLLING) timer = setTimeout(open, REOPEN_MILLIS);
    else timer = setTimeout(() => void poll(), POLL_MILLIS);
  };

  const open = () => {
    close();
    if (isStopped || document.hidden) return;
    if (failures >= FAILURES_BEFORE_POLLING) return void poll();
    leave = crew.follow({
      scope,
      cursor: () => cursor,
      take: (changes) => {
        failures = 0;
        take(changes);
      },
      broke: () => {
        close();
        failures++;
        // A question tells at once whether the server is away or only the stream broke.
        void poll();
      },
    });
  };

  const close = () => {
    leave();
    leave = () => undefined;
    clearTimeout(timer);
  };

  // A server that is back may be another one: streams may get through again.
  let wasAway = false;
  const unsubscribe = awaySince.subscribe((since) => {
    if (since === null && wasAway) {
      failures = 0;
      open();
    }
    wasAway = since !== null;
  });
  document.addEventListener("visibilitychange", open);
  open();
  return () => {
    isStopped = true;
    unsubscribe();
    document.removeEventListener("visibilitychange", open);
    close();
  };
}

/** Watches while a component is shown. `key` tells scopes apart; an empty one watches nothing. */
export function useChanges(key: string, scope: Scope, changed: (changes: Changes) => void): void {
  useEffect(() => (key === "" ? undefined : watch(scope, changed)), [key]);
}

