import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { awaySince } from "../api/connection";
import type { ApiError } from "../api/errors";
import { place } from "../router";
import { find, type Parts, type Route } from "../routes";
import { whyNoCode } from "../ui/lazy";
import { Failed, Loading, Waiting } from "../ui/States";
import { Toast } from "../ui/Toast";
import { Away } from "./Away";
import { Bar } from "./Bar";
import { MissingPage } from "./MissingPage";
import { GlobalKeys } from "./GlobalKeys";

type Page = ComponentType<{ parts: Parts }>;
const loaded = new Map<string, Page>();

/** A page whose code is here. */
const pageOf = (route: Route): Page | undefined => ("now" in route.page ? route.page.now : loaded.get(route.module));

/** Fetches the code of a page before it is needed. */
export async function loadPage(route: Route): Promise<Page> {
  const page = pageOf(route) ?? ("later" in route.page ? await route.page.later() : route.page.now);
  loaded.set(route.module, page);
  return page;
}

export function App() {
  const found = find(place.value.path);
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <Bar />
      <Away />
      <main id="content" tabIndex={-1}>
        {found ? <Shown key={found.route.module} route={found.route} parts={found.parts} /> : <MissingPage />}
      </main>
      <Toast />
      <GlobalKeys />
    </>
  );
}

/** A page, once its code is here; while the server is away it is waited for. */
function Shown({ route, parts }: { route: Route; parts: Parts }) {
  const [attempts, setAttempts] = useState(0);
  const [{ error }, setOutcome] = useState<{ error: ApiError | null }>({ error: null });
  const isAway = awaySince.value !== null;
  const Page = pageOf(route);
  useEffect(() => {
    // Some browsers never ask again for what they asked for in vain.
    if (Page || isAway) return;
    let isHere = true;
    loadPage(route)
      .then(() => null, whyNoCode)
      .then((why) => isHere && setOutcome({ error: why }));
    return () => {
      isHere = false;
    };
  }, [Page, isAway, attempts]);
  if (Page) return <Page parts={parts} />;
  if (!isAway && !error) return <Loading />;
  const what = "This page cannot be shown";
  return (
    <div class="stack">
      <h1>This page is not here yet</h1>
      {isAway || !error ? <Waiting what={what} /> : <Failed what={what} error={error} again={() => setAttempts(attempts + 1)} />}
    </div>
  );
}
