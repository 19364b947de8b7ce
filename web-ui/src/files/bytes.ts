import { paths } from "../paths";
import { foundNobody, foundServer } from "../api/connection";
import { ApiError, refusal } from "../api/errors";

/** Bytes of a run's file from `from` up to, not with, `to`; fewer where the file ends before. */
export async function readRange(run: string, path: string, from: number, to: number, signal?: AbortSignal): Promise<Uint8Array> {
  if (to <= from) return new Uint8Array();
  let response: Response;
  try {
    response = await fetch(paths.runFile(run, path), {
      credentials: "same-origin",
      headers: { Range: `bytes=${from}-${to - 1}` },
      ...(signal ? { signal } : {}),
    });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    foundNobody();
    throw new ApiError(0, "AWAY", "The server does not answer", "");
  }
  if (!response.ok) throw await refusal(response);
  foundServer();
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A server in between may know no ranges and send all.
  return response.status === 206 ? bytes : bytes.subarray(from, to);
}
