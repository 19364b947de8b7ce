import { hex, readPiece, type FileFacts, type Piece } from "./bytes";

/** Texts up to this size are shown whole; of longer ones the first part. */
export const MOST = 16 * 1024 * 1024;
/** As much is shown of the end of a text that is longer than {@link MOST}. */
export const END = 4 * 1024 * 1024;

/** The part of a text that is shown, and of which version of the file it is. */
export interface Part extends Piece {
  lines: string[];
}

/** Reads the beginning of a text, or of a very long one its end. */
export async function readPart(run: string, path: string, isEnd: boolean, signal: AbortSignal): Promise<Part> {
  return parsed(await readPiece(run, path, isEnd ? `-${END}` : `0-${MOST - 1}`, signal));
}

/**
 * The same part of a file that has changed since. If all of it is held, and what came is put to its
 * end, then no more is read than that: the digest of the new file proves it, as clients log by
 * writing whole files anew. Where there is no proof, or no way to reckon digests (browsers have
 * none where the connection is not safe), the part is read again.
 */
export async function readOn(run: string, path: string, isEnd: boolean, part: Part, newest: FileFacts, signal: AbortSignal): Promise<Part> {
  const held = part.bytes.length;
  if (held === part.facts.size && newest.size > held && newest.size <= MOST && newest.sha256 !== null && crypto.subtle) {
    const added = await readPiece(run, path, `${held}-`, signal);
    const bytes = new Uint8Array(held + added.bytes.length);
    bytes.set(part.bytes);
    bytes.set(added.bytes, held);
    if (hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) === added.facts.sha256) return parsed({ bytes, facts: added.facts });
  }
  return readPart(run, path, isEnd, signal);
}

const parsed = (piece: Piece): Part => ({ ...piece, lines: linesOf(new TextDecoder().decode(piece.bytes)) });

export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}
