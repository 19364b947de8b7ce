import { paths } from "../paths";
import { foundNobody, foundServer } from "../api/connection";
import { ApiError, refusal } from "../api/errors";

/** What the server says of a file besides its bytes. */
export interface FileFacts {
  /** Another one for other bytes. */
  etag: string;
  size: number;
  sha256: string | null;
  modified: number | null;
}

/** Some bytes of a file, and what the file was that they are of. */
export interface Piece {
  bytes: Uint8Array<ArrayBuffer>;
  facts: FileFacts;
}

async function ask(run: string, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    // Chromium joins ranges of a file that it holds with those of a newer one, and cuts them off.
    response = await fetch(paths.runFile(run, path), { credentials: "same-origin", cache: "no-store", ...init });
  } catch (failure) {
    if (init.signal?.aborted) throw failure;
    foundNobody();
    throw new ApiError(0, "AWAY", "The server does not answer", "");
  }
  if (!response.ok && response.status !== 304) throw await refusal(response);
  foundServer();
  return response;
}

export const hex = (bytes: Iterable<number>): string => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");

function factsOf({ headers }: Response): FileFacts {
  const digest = /sha-256=:([^:]+):/.exec(headers.get("Repr-Digest") ?? "")?.[1];
  const modified = Date.parse(headers.get("Last-Modified") ?? "");
  return {
    etag: headers.get("ETag") ?? "",
    size: Number(/\/(\d+)$/.exec(headers.get("Content-Range") ?? "")?.[1] ?? headers.get("Content-Length") ?? 0),
    sha256: digest === undefined ? null : hex(Uint8Array.from(atob(digest), (each) => each.charCodeAt(0))),
    modified: Number.isNaN(modified) ? null : modified,
  };
}

/** A range as HTTP spells it, `0-99` or `-100`, of a run's file; less where the file ends before. */
export async function readPiece(run: string, path: string, range: string, signal?: AbortSignal): Promise<Piece> {
  const response = await ask(run, path, { headers: { Range: `bytes=${range}` }, ...(signal ? { signal } : {}) });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const facts = factsOf(response);
  if (response.status === 206) return { bytes, facts };
  // A server in between may know no ranges and send all.
  const [from = "", to = ""] = range.split("-");
  return { bytes: from === "" ? bytes.slice(-Number(to)) : bytes.slice(Number(from), to === "" ? undefined : Number(to) + 1), facts };
}

/** Bytes of a run's file from `from` up to, not with, `to`; fewer where the file ends before. */
export async function readRange(run: string, path: string, from: number, to: number, signal?: AbortSignal): Promise<Uint8Array> {
  return to <= from ? new Uint8Array() : (await readPiece(run, path, `${from}-${to - 1}`, signal)).bytes;
}

/** What the server says of a file; null when it still is the one that `held` names. */
export async function describeFile(run: string, path: string, held?: string): Promise<FileFacts | null> {
  const response = await ask(run, path, { method: "HEAD", headers: held ? { "If-None-Match": held } : {} });
  return response.status === 304 ? null : factsOf(response);
}
