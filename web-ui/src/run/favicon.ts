import { useEffect } from "preact/hooks";
import type { RunStatus } from "../api/types";
import failed from "./icon-failed.svg?inline";
import finished from "./icon-finished.svg?inline";
import running from "./icon-running.svg?inline";

const ICONS: Record<RunStatus, string> = { RUNNING: running, SCHEDULED: running, FINISHED: finished, FAILED: failed, KILLED: failed };

/** Shows a run's state as the icon of the tab, while a page is shown. */
export function useFavicon(status: RunStatus | undefined): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (!link || !status) return;
    const before = link.href;
    link.href = ICONS[status];
    return () => {
      link.href = before;
    };
  }, [status]);
}
