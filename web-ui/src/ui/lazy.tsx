import { h, type ComponentType, type FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { own } from "../api/client";
import { awaySince } from "../api/connection";
import { ApiError } from "../api/errors";
import { Failed } from "./States";

const loads: (() => Promise<unknown>)[] = [];

/**
 * A part of a page whose code is fetched when it is first shown, so that who does not need it does
 * not wait for it. It waits while the server is away, and says so when the code does not come.
 */
export function lazy<P extends object>(fetch: () => Promise<ComponentType<P>>): FunctionComponent<P> {
  let part: ComponentType<P> | undefined;
  const load = async () => {
    part ??= await fetch();
  };
  loads.push(load);
  return (props) => {
    const [error, setError] = useState<ApiError>();
    const [, setHere] = useState(part !== undefined);
    const isAway = awaySince.value !== null;
    const show = () => void load().then(() => setHere(true), (failure) => whyNoCode(failure).then(setError));
    useEffect(() => {
      if (!isAway) show();
    }, [isAway]);
    if (part) return h(part, props);
    return error && !error.isAway ? <Failed what="This part of the page cannot be shown" error={error} again={show} /> : null;
  };
}

/** Fetches the code of all parts, so that they show at once, also should the server be away by then. */
export async function fetchParts(): Promise<void> {
  if (awaySince.value !== null) return;
  // Whoever needs a part tries again, and is told.
  await Promise.all(loads.map((load) => load().catch(() => undefined)));
}

/** Why code did not come: the server is away, which asking it tells all of the page, or has other code by now. */
export async function whyNoCode(failure: unknown): Promise<ApiError> {
  try {
    await own.get("info");
  } catch (reason) {
    if (reason instanceof ApiError) return reason;
  }
  return new ApiError(-1, "PAGE", `${String(failure)}. Reload the page: the server may have a new version.`, "");
}
