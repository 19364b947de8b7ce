import type { ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { place } from "../router";
import { find, type Parts, type Route } from "../routes";
import { Failed, Loading } from "../ui/States";
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

/** A page, once its code is here; the one before stays until then. */
function Shown({ route, parts }: { route: Route; parts: Parts }) {
  const [, redraw] = useState(0);
  const failure = useRef<string | null>(null);
  const Page = pageOf(route);
  useEffect(() => {
    if (Page) return;
    let isHere = true;
    loadPage(route).then(
      () => isHere && redraw((n) => n + 1),
      (reason: unknown) => {
        failure.current = String(reason);
        if (isHere) redraw((n) => n + 1);
      },
    );
    return () => {
      isHere = false;
    };
  }, [route.module, Page]);
  if (Page) return <Page parts={parts} />;
  return failure.current ? (
    <Failed what="This page cannot be shown" error={new ApiError(-1, "PAGE", `${failure.current}. Reload the page: the server may have a new version.`, "")} />
  ) : (
    <Loading />
  );
}
