import type { ComponentChildren } from "preact";
import type { ApiError } from "../api/errors";
import type { Found } from "../api/query";
import { refresh } from "../api/query";

/** What went wrong, why, and what to do next; `again` tries what did not go through queries. */
export function Failed({ error, what, again = () => refresh("") }: { error: ApiError; what: string; again?: () => void }) {
  if (error.isAway) return <Waiting what={what} />;
  return (
    <div class="notice bad" role="alert">
      <strong>{what}</strong>
      <span>{error.message}</span>
      <div class="row">
        {!error.isMissing && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
        {error.requestId && <span class="meta">Quote request id <code>{error.requestId}</code> to your operator.</span>}
      </div>
    </div>
  );
}

/** What cannot be shown before the server is back. */
export function Waiting({ what }: { what: string }) {
  return <div class="notice warn">{what}: the server does not answer. The page goes on by itself when it is back.</div>;
}

export function Loading() {
  return (
    <p class="ghost" aria-busy="true">
      Loading…
    </p>
  );
}

/** Shows an answer once it is there; keeps showing the last one when a newer one fails. */
export function Show<T>({
  found,
  what,
  children,
}: {
  found: Found<T>;
  what: string;
  children: (data: T) => ComponentChildren;
}) {
  return (
    <>
      {found.error && !(found.error.isAway && found.data !== undefined) && <Failed error={found.error} what={what} />}
      {found.data !== undefined ? children(found.data) : !found.error && <Loading />}
    </>
  );
}

/** An empty list: says what would fill it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      <strong>{title}</strong>
      {children}
    </div>
  );
}
