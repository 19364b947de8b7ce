import { awaySince } from "../api/connection";

/** For a button that changes something: while the server is away it is off, and says why. */
export const offWhileAway = (isOff = false): { disabled: boolean; title?: string } =>
  awaySince.value === null ? { disabled: isOff } : { disabled: true, title: "Changes are off until the server answers" };
