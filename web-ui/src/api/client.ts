import { paths } from "../paths";
import { foundNobody, foundServer } from "./connection";
import { ApiError, refusal } from "./errors";

type Query = Record<string, string | string[] | undefined>;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Sends a request and decodes its answer; every failure is an {@link ApiError}. */
async function send<T>(method: Method, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: "same-origin",
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      ...(signal ? { signal } : {}),
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    foundNobody();
    throw new ApiError(0, "AWAY", "The server does not answer", "");
  }
  if (!response.ok) {
    const error = await refusal(response);
    if (error.isAway) foundNobody();
    throw error;
  }
  foundServer();
  return (await response.json()) as T;
}

function withQuery(url: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined) search.append(name, each);
    }
  }
  const text = search.toString();
  return text ? `${url}?${text}` : url;
}

/** What was asked for, or why there is none. */
export interface IfAny<T> {
  found: T | null;
  why: string;
}

/** Asks a call that takes `if_any`: then it is no failure, nor an error in the browser's console, that a thing is not there. */
async function ifAny<T>(url: string, query: Query, signal?: AbortSignal): Promise<IfAny<T>> {
  const answer = await send<T & { none?: string }>("GET", withQuery(url, { ...query, if_any: "true" }), undefined, signal);
  return answer.none === undefined ? { found: answer, why: "" } : { found: null, why: answer.none };
}

/** MLflow's API. */
export const mlflow = {
  get: <T>(call: string, query?: Query, signal?: AbortSignal) =>
    send<T>("GET", withQuery(paths.mlflow(call), query), undefined, signal),
  ifAny: <T>(call: string, query: Query, signal?: AbortSignal) => ifAny<T>(paths.mlflow(call), query, signal),
  send: <T>(method: Method, call: string, body: unknown) => send<T>(method, paths.mlflow(call), body),
  post: <T>(call: string, body: unknown, signal?: AbortSignal) =>
    send<T>("POST", paths.mlflow(call), body, signal),
};

/** Modelyard's own API. */
export const own = {
  get: <T>(call: string, query?: Query, signal?: AbortSignal) =>
    send<T>("GET", withQuery(paths.own(call), query), undefined, signal),
  ifAny: <T>(call: string, query: Query, signal?: AbortSignal) => ifAny<T>(paths.own(call), query, signal),
  send: <T>(method: Method, call: string, body: unknown) => send<T>(method, paths.own(call), body),
  post: <T>(call: string, body: unknown, signal?: AbortSignal) =>
    send<T>("POST", paths.own(call), body, signal),
};
