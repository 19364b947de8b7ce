/** Reads bytes from `from` up to, not with, `to`. */
export type ReadBytes = (from: number, to: number) => Promise<Uint8Array>;

/** What a column holds, as far as its rows were read. */
export interface ColumnFacts {
  isNumber: boolean;
  min: number;
  max: number;
  empty: number;
}

interface Block {
  from: number;
  /** Where each row of the block begins within it, and where the last one ends. */
  starts: Uint32Array;
  firstRow: number;
}

const BLOCK = 256 * 1024;
const LONGEST_ROW = 16 * 1024 * 1024;
const KEPT = 24;
const QUOTE = 0x22;
const NEWLINE = 0x0a;

/**
 * The rows of a table in a file of any size. Blocks are read as far as somebody looks; only where
 * they lie is remembered of all, the bytes of the last few.
 */
export class CsvFile {
  readonly #read: ReadBytes;
  readonly #size: number;
  readonly #delimiter: string;
  #blocks: Block[] = [];
  #bytes = new Map<Block, Uint8Array>();
  #known = 0;
  #next = 0;
  #busy: Promise<void> = Promise.resolve();
  #facts: ColumnFacts[] = [];

  constructor(read: ReadBytes, size: number, delimiter: "," | "\t") {
    this.#read = read;
    this.#size = size;
    this.#delimiter = delimiter;
  }

  /** How many rows were found so far, the one with the names included. */
  get known(): number {
    return this.#known;
  }

  /** Whether all rows are known. */
  get isWhole(): boolean {
    return this.#next >= this.#size;
  }

  /** Of all rows read so far but the first. */
  get facts(): readonly ColumnFacts[] {
    return this.#facts;
  }

  /** Looks for rows until the one of this index is known, or the file ends. */
  async extendTo(row: number): Promise<void> {
    // One reader at a time, in the order of the calls.
    const turn = this.#busy.then(async () => {
      while (this.#known <= row && !this.isWhole) await this.#extend();
    });
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  /** Rows by their index, those before `to`; fewer where the file ends. */
  async rows(from: number, to: number): Promise<string[][]> {
    await this.extendTo(to - 1);
    const found: string[][] = [];
    for (let row = from; row < Math.min(to, this.#known); row++) {
      const block = this.#blockOf(row);
      if (!block) break;
      const bytes = await this.#bytesOf(block);
      found.push(fields(bytes, block, row - block.firstRow, this.#delimiter));
    }
    return found;
  }

  async #extend(): Promise<void> {
    for (let length = BLOCK; ; length *= 2) {
      const to = Math.min(this.#size, this.#next + length);
      const bytes = await this.#read(this.#next, to);
      const isEnd = to >= this.#size || bytes.length < to - this.#next;
      const starts = rowStarts(bytes, isEnd || length >= LONGEST_ROW);
      if (starts.length < 2) {
        if (!isEnd) continue;
        this.#next = this.#size;
        return;
      }
      const block = { from: this.#next, starts, firstRow: this.#known };
      this.#blocks.push(block);
      this.#keep(block, bytes);
      this.#known += starts.length - 1;
      this.#next = isEnd ? this.#size : this.#next + (starts[starts.length - 1] ?? 0);
      this.#learn(block, bytes);
      return;
    }
  }

  #learn(block: Block, bytes: Uint8Array): void {
    for (let i = block.firstRow === 0 ? 1 : 0; i < block.starts.length - 1; i++) {
      fields(bytes, block, i, this.#delimiter).forEach((text, column) => {
        const facts = (this.#facts[column] ??= { isNumber: true, min: Infinity, max: -Infinity, empty: 0 });
        const value = Number(text);
        if (text.trim() === "") facts.empty++;
        else if (!Number.isFinite(value)) facts.isNumber &&= /^[+-]?(nan|inf|infinity)$/i.test(text.trim());
        else {
          if (value < facts.min) facts.min = value;
          if (value > facts.max) facts.max = value;
        }
      });
    }
  }

  #blockOf(row: number): Block | undefined {
    let from = 0;
    let to = this.#blocks.length - 1;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if ((this.#blocks[middle]?.firstRow ?? 0) <= row) from = middle;
      else to = middle - 1;
    }
    return this.#blocks[from];
  }

  async #bytesOf(block: Block): Promise<Uint8Array> {
    const kept = this.#bytes.get(block);
    const bytes = kept ?? (await this.#read(block.from, block.from + (block.starts.at(-1) ?? 0)));
    this.#keep(block, bytes);
    return bytes;
  }

  #keep(block: Block, bytes: Uint8Array): void {
    this.#bytes.delete(block);
    this.#bytes.set(block, bytes);
    for (const old of this.#bytes.keys()) {
      if (this.#bytes.size <= KEPT) break;
      this.#bytes.delete(old);
    }
  }
}

/** Where rows begin; the end of the last whole row comes last. A newline in quotes ends none. */
function rowStarts(bytes: Uint8Array, isEnd: boolean): Uint32Array {
  const starts: number[] = [0];
  let isQuoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === NEWLINE && !isQuoted) starts.push(i + 1);
  }
  if (isEnd && starts.at(-1) !== bytes.length) starts.push(bytes.length);
  return Uint32Array.from(starts);
}

const decoder = new TextDecoder();

function fields(bytes: Uint8Array, block: Block, row: number, delimiter: string): string[] {
  const text = decoder.decode(bytes.subarray(block.starts[row], block.starts[row + 1])).replace(/\r?\n$/, "");
  if (!text.includes('"')) return text.split(delimiter);
  const found: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      let field = "";
      let from = ++at;
      for (;;) {
        const quote = text.indexOf('"', from);
        const end = quote < 0 ? text.length : quote;
        field += text.slice(at, end);
        at = end + 1;
        if (text[at] !== '"' || quote < 0) break;
        field += '"';
        from = ++at;
      }
      const next = text.indexOf(delimiter, at);
      // What stands behind a closing quote belongs to the field, as spreadsheets read it.
      found.push(field + text.slice(at, next < 0 ? text.length : next));
      if (next < 0) break;
      at = next + 1;
    } else {
      const next = text.indexOf(delimiter, at);
      found.push(text.slice(at, next < 0 ? text.length : next));
      if (next < 0) break;
      at = next + 1;
    }
  }
  return found;
}
