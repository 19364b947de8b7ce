import { signal } from "@preact/signals";
import { ApiError, asApiError } from "../api/errors";
import type { RunInfo } from "../api/types";
import { readFolder } from "./folder";

export interface Entry {
  path: string;
  isFolder: boolean;
  size: number;
}

/** What is in a folder; undefined while nobody knows. */
export interface Folder {
  entries: Entry[] | undefined;
  error: ApiError | undefined;
}

/** One line of the tree as it is shown. */
export interface Line {
  entry: Entry;
  depth: number;
  isOpen: boolean;
  position: number;
  siblings: number;
}

/** Whether the files of a run lie on this server. */
export const isKept = (info: RunInfo): boolean => /^mlflow-artifacts:/i.test(info.artifact_uri);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** A folder and all that it lies in, the outermost first. */
export function ancestors(path: string): string[] {
  const parts = path === "" ? [] : path.split("/");
  return ["", ...parts.map((_, i) => parts.slice(0, i + 1).join("/"))];
}

/** The files of one run, each folder read when it is first opened. */
export class Tree {
  readonly folders = signal<ReadonlyMap<string, Folder>>(new Map());
  readonly open = signal<ReadonlySet<string>>(new Set());
  readonly #run: string;
  /** Folders that were closed when something came, and are read anew when they are opened. */
  readonly #old = new Set<string>();
  /** How often each was read: of two answers on their way the later counts. */
  readonly #turns = new Map<string, number>();
  /** Folders whose first answer is on its way. */
  readonly #awaited = new Set<string>();

  constructor(run: string) {
    this.#run = run;
  }

  /** Opens folders, and reads those that are not known, or were not looked at when something came. */
  async expand(paths: readonly string[]): Promise<void> {
    this.open.value = new Set([...this.open.value, ...paths]);
    const isNew = (path: string) => this.folders.value.get(path)?.entries === undefined && !this.#awaited.has(path);
    await Promise.all(paths.filter((path) => isNew(path) || this.#old.has(path)).map((path) => this.#load(path)));
  }

  /** Reads anew what is shown: the open folders, and those that `path` is and lies in. */
  async reload(path: string): Promise<void> {
    const shown = new Set([...this.open.value, path, folderOf(path)]);
    for (const known of this.folders.value.keys()) if (!shown.has(known)) this.#old.add(known);
    await Promise.all([...shown].filter((each) => this.#turns.has(each)).map((each) => this.#load(each)));
  }

  collapse(path: string): void {
    this.open.value = new Set([...this.open.value].filter((each) => each !== path));
  }

  /** Reads those open folders anew that could not be read. */
  async retry(): Promise<void> {
    await Promise.all([...this.open.value].filter((path) => this.folders.value.get(path)?.error).map((path) => this.#load(path)));
  }

  /** A file or folder, once the folder that it lies in is known; null when there is no such thing. */
  entry(path: string): Entry | null | undefined {
    if (path === "") return { path: "", isFolder: true, size: 0 };
    const folder = this.folders.value.get(folderOf(path));
    return folder?.entries === undefined ? undefined : (folder.entries.find((each) => each.path === path) ?? null);
  }

  /** Takes note of how large a file is by now. */
  resize(path: string, size: number): void {
    const folder = this.folders.value.get(folderOf(path));
    if (!folder?.entries?.some((entry) => entry.path === path && entry.size !== size)) return;
    this.#put(folderOf(path), { ...folder, entries: folder.entries.map((entry) => (entry.path === path ? { ...entry, size } : entry)) });
  }

  async #load(path: string): Promise<void> {
    const turn = (this.#turns.get(path) ?? 0) + 1;
    this.#turns.set(path, turn);
    this.#awaited.add(path);
    try {
      const { found, why } = await readFolder(this.#run, path);
      if (!found) throw new ApiError(400, "NONE", why, "");
      const entries = (found.files ?? []).map((file) => ({ path: file.path, isFolder: file.is_dir, size: Number(file.file_size ?? 0) }));
      entries.sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || byName(a.path, b.path));
      if (this.#turns.get(path) !== turn) return;
      this.#old.delete(path);
      const before = this.folders.value.get(path);
      if (before?.error || !isSame(before?.entries, entries)) this.#put(path, { entries, error: undefined });
    } catch (failure) {
      if (this.#turns.get(path) !== turn) return;
      const error = asApiError(failure);
      this.#put(path, { entries: this.folders.value.get(path)?.entries, error });
    } finally {
      if (this.#turns.get(path) === turn) this.#awaited.delete(path);
    }
  }

  #put(path: string, folder: Folder): void {
    this.folders.value = new Map(this.folders.value).set(path, folder);
  }
}

const isSame = (before: Entry[] | undefined, now: Entry[]): boolean =>
  before?.length === now.length && now.every(({ path, isFolder, size }, i) => before[i]?.path === path && before[i].isFolder === isFolder && before[i].size === size);

const collator = new Intl.Collator(undefined, { numeric: true });
const byName = (a: string, b: string): number => collator.compare(a, b);

/** The tree as a list of lines, open folders followed by what is in them. */
export function lines(folders: ReadonlyMap<string, Folder>, open: ReadonlySet<string>): Line[] {
  const found: Line[] = [];
  const add = (path: string, depth: number): void => {
    const entries = folders.get(path)?.entries ?? [];
    entries.forEach((entry, i) => {
      const isOpen = entry.isFolder && open.has(entry.path);
      found.push({ entry, depth, isOpen, position: i + 1, siblings: entries.length });
      if (isOpen) add(entry.path, depth + 1);
    });
  };
  add("", 0);
  return found;
}
