import { signal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { awaySince } from "./connection";
import { asApiError, type ApiError } from "./errors";
import { forgetFirst } from "./first";

/** The state of something that is read from the server. */
export interface Found<T> {
  /** The last answer; kept while a newer one is awaited, and when that fails. */
  data: T | undefined;
  error: ApiError | undefined;
  isLoading: boolean;
}

/** Whether a first answer, or the lack of one, is known. */
export const isSettled = (found: Found<unknown>): boolean => found.data !== undefined || found.error !== undefined;

type Read<T> = (signal: AbortSignal) => Promise<T>;

interface Entry {
  state: Signal<Found<unknown>>;
  read: Read<unknown>;
  readAt: number;
  users: number;
  abort: AbortController | null;
  /** Ends when what is read now is there, or was given up for a newer one. */
  loading: Promise<void> | null;
}

const KEPT = 200;
const FRESH_MILLIS = 2_000;
const entries = new Map<string, Entry>();

function entry<T>(key: string, read: Read<T>): Entry {
  let found = entries.get(key);
  if (found) {
    found.read = read;
    // The order of the map is the order of use, so that the oldest can go first.
    entries.delete(key);
  } else {
    found = {
      state: signal<Found<unknown>>({ data: undefined, error: undefined, isLoading: true }),
      read,
      readAt: 0,
      users: 0,
      abort: null,
      loading: null,
    };
  }
  entries.set(key, found);
  for (const [oldKey, old] of entries) {
    if (entries.size <= KEPT) break;
    if (old.users === 0) entries.delete(oldKey);
  }
  return found;
}

function load(found: Entry): Promise<void> {
  const loading = loadNow(found);
  found.loading = loading;
  return loading;
}

async function loadNow(found: Entry): Promise<void> {
  found.abort?.abort();
  const abort = new AbortController();
  found.abort = abort;
  found.readAt = Date.now();
  if (!found.state.value.isLoading) found.state.value = { ...found.state.value, isLoading: true };
  try {
    const data = await found.read(abort.signal);
    if (found.abort === abort) found.state.value = { data, error: undefined, isLoading: false };
  } catch (failure) {
    if (found.abort !== abort) return;
    const error = asApiError(failure);
    found.readAt = 0;
    found.state.value = { data: found.state.value.data, error, isLoading: false };
  } finally {
    if (found.abort === abort) found.abort = null;
  }
}

/**
 * Reads something by `key`: shows what is known at once, and reads anew when that is older than a
 * moment. The same key must always be read the same way. An empty key reads nothing.
 */
export function useQuery<T>(key: string, read: Read<T>): Found<T> {
  const found = entry(key, read);
  useEffect(() => {
    if (key === "") return;
    found.users++;
    if (Date.now() - found.readAt > FRESH_MILLIS) void load(found);
    return () => {
      found.users--;
    };
  }, [found]);
  return found.state.value as Found<T>;
}

/** Ends when what is read now is there, or could not be read. */
async function ended(found: Entry): Promise<void> {
  for (let last: Promise<void> | null = null; last !== found.loading; await last) last = found.loading;
}

/** Reads by `key` as {@link useQuery} does, for who asks on with the answer: several who need the same read it once. */
export async function ask<T>(key: string, read: Read<T>): Promise<T> {
  const found = entry(key, read);
  if (Date.now() - found.readAt > FRESH_MILLIS) void load(found);
  await ended(found);
  const { data, error } = found.state.value;
  if (error) throw error;
  return data as T;
}

/** As {@link useQuery}, but shows the answer to the key before until the new one is there. */
export function useQueryKeepingLast<T>(key: string, read: Read<T>): Found<T> & { isOld: boolean } {
  const found = useQuery(key, read);
  const last = useRef<T | undefined>(undefined);
  if (found.data !== undefined) last.current = found.data;
  const isOld = found.data === undefined && last.current !== undefined;
  return { ...found, data: found.data ?? last.current, isOld };
}

/** Takes an answer that came with a document for the one to `key`. */
export function know<T>(key: string, read: Read<T>, data: T | undefined): void {
  if (data === undefined) return;
  const found = entry(key, read);
  found.abort?.abort();
  found.abort = null;
  found.readAt = Date.now();
  found.state.value = { data, error: undefined, isLoading: false };
}

/** Reads anew what is shown of all keys that begin so, and the rest when it is next shown. */
export function refresh(beginning: string): void {
  forgetFirst();
  for (const [key, found] of entries) {
    if (key.startsWith(beginning)) {
      found.readAt = 0;
      if (found.users > 0) void load(found);
    }
  }
}

/** Ends when all that is read now by keys that begin so is there, or could not be read. */
export async function whenRead(beginning: string): Promise<void> {
  await Promise.all([...entries].filter(([key]) => key.startsWith(beginning)).map(([, found]) => ended(found)));
}

// What failed while the server was away is read as soon as it is back.
let wasAway = false;
awaySince.subscribe((since) => {
  if (since === null && wasAway) refresh("");
  wasAway = since !== null;
});
