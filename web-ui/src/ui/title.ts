import { useEffect } from "preact/hooks";

/** Names the tab while a page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Modelyard` : "Modelyard";
  }, [title]);
}
