import { useEffect } from "preact/hooks";
import { own } from "../api/client";
import { base, takeFirst } from "../api/first";
import { know, useQuery } from "../api/query";
import type { SavedView } from "../api/types";
import { paths, queryWith } from "../paths";
import { go } from "../router";
import type { Parts } from "../routes";
import { asSelected } from "../runs/selected";
import { listIn } from "../ui/list";
import { Failed, Loading } from "../ui/States";
import { useTitle } from "../ui/title";

/** Leads on to what somebody saved. */
export function ViewPage({ parts }: { parts: Parts }) {
  const key = parts["key"] ?? "";
  useTitle("Saved view");
  const read = (signal: AbortSignal) => own.get<SavedView>(paths.ownView(key), undefined, signal);
  know(`view/${key}`, read, takeFirst("view", paths.view(key)));
  const { data, error } = useQuery(`view/${key}`, read);
  useEffect(() => {
    if (data) open(data.address);
  }, [data]);
  if (!error) return <Loading />;
  return (
    <div class="stack">
      <h1>Saved view</h1>
      <Failed error={error} what="This view cannot be shown" />
      {error.isMissing && <p>Saved views are never removed. Is the link whole, and one of this server?</p>}
    </div>
  );
}

/** Goes to an address below the base as if all that it says had been chosen there. */
function open(address: string): void {
  const { pathname, searchParams: query } = new URL(address, window.location.origin);
  const path = pathname.slice(1);
  const sel = asSelected(path, new Set(listIn(query.get("sel"))));
  go(base + path + queryWith({ sel }, query), { replace: true });
}
