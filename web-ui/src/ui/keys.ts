import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { store, stored } from "./stored";

/** Whether single keys do anything; the settings switch them off for whoever is hindered. */
export const areKeysOn = signal(stored("localStorage", "modelyard-keys") !== "off");

export function switchKeys(on: boolean): void {
  areKeysOn.value = on;
  store("localStorage", "modelyard-keys", on ? "on" : "off");
}

/**
 * Keys do nothing while a dialog is open, or where what has the focus takes signs itself: what is typed into, and a
 * list to choose from. All else with the focus takes Space, Enter and arrows, which are never among the keys here.
 */
function isBusy(event: KeyboardEvent): boolean {
  return (event.target as Element).matches(":read-write, select") || document.querySelector("dialog[open]") !== null;
}

/** Calls `act` when one of the keys is pressed alone, as long as a component is shown. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const act = keys[event.key];
      if (!act || !areKeysOn.value || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}
