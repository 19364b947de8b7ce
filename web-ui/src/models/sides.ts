import { own, type IfAny } from "../api/client";
import { ApiError } from "../api/errors";
import { useQuery, useQueryKeepingLast } from "../api/query";
import type { Manifest } from "../api/types";
import { paths } from "../paths";
import type { Side } from "./comparison";
import { askSource, askVersion } from "./queries";

/** The manifest; what is known otherwise is told even if that cannot be read. */
async function readManifest(name: string, number: string, signal: AbortSignal): Promise<IfAny<Manifest>> {
  try {
    return await own.ifAny<Manifest>(paths.ownModel(name, `/versions/${encodeURIComponent(number)}`), {}, signal);
  } catch (failure) {
    if (failure instanceof ApiError && !failure.isAway) return { found: null, why: failure.message };
    throw failure;
  }
}

async function readSide(name: string, number: string, signal: AbortSignal): Promise<Side> {
  const version = await askVersion(name, number);
  const [manifest, source] = await Promise.all([readManifest(name, version.version, signal), askSource(version.run_id)]);
  return { version, ...source, manifest: manifest.found, noManifest: manifest.why };
}

const keyOf = (name: string, version: string) => version && `model/${name}/side/${version}`;

/** All that is known of a version; an empty number reads nothing. */
export const useSide = (name: string, version: string) => useQuery(keyOf(name, version), (signal) => readSide(name, version, signal));

/** As {@link useSide}, but the version before stays until the new one is there. */
export const useSideKeepingLast = (name: string, version: string) =>
  useQueryKeepingLast(keyOf(name, version), (signal) => readSide(name, version, signal));
