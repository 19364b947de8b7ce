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

export interface FileFacts {
  sha256: string | null;
  modified: number | null;
}

/** What the server says of a file besides its bytes. */
export async function describeFile(run: string, path: string): Promise<FileFacts> {
  const response = await fetch(paths.runFile(run, path), { method: "HEAD", credentials: "same-origin" });
  if (!response.ok) throw await refusal(response);
  const digest = /sha-256=:([^:]+):/.exec(response.headers.get("Repr-Digest") ?? "")?.[1];
  const modified = Date.parse(response.headers.get("Last-Modified") ?? "");
  return {
    sha256: digest === undefined ? null : Array.from(atob(digest), (each) => each.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
    modified: Number.isNaN(modified) ? null : modified,
  };
}
