import type { Changes } from "../api/types";
import { paths } from "../paths";
import { earliest, question, union, type Scope } from "./scope";

/** Somebody who follows changes. */
export interface Follower {
  scope: Scope;
  /** How far it has been told. */
  cursor: () => string;
  /** Takes what has changed, also what only others asked for: all in order, from its cursor on. */
  take: (changes: Changes) => void;
  /** Says that nothing is told any more, from its cursor on. */
  broke: () => void;
}

/** A follower as the leader knows it, of this page or another. */
interface Member {
  page: string;
  scope: Scope;
  cursor: string;
  heard: number;
}

/** What pages say to each other. */
type Message =
  /** A follower wants to be told; said again and again, as a sign of life. */
  | { says: "follow"; page: string; name: string; scope: Scope; cursor: string }
  | { says: "stop"; page: string; name: string }
  /** The page holds the stream; said again and again. Those who come next, should it be gone. */
  | { says: "lead"; page: string; heirs: string[] }
  | { says: "leave"; page: string; heirs: string[] }
  | { says: "changes"; page: string; to: string[]; changes: Changes }
  | { says: "broke"; page: string; to: string[] };

const BEAT_MILLIS = 1_000;
/** Whoever was not heard of for so long is taken for gone. */
const PATIENCE_MILLIS = 3_500;
/** So long a page waits for one that leads, before it does so itself. */
const TURN_MILLIS = 150;
/** Those who come at about the same time are followed for by one stream. */
const GATHER_MILLIS = 20;

/**
 * The pages of a browser that follow changes together: one of them, the leader, holds a stream for
 * all, since browsers open few connections to a host. Any page may be gone at any moment, without
 * a word, or stand still for a while. Nothing is lost by that: each follower knows by itself how far
 * it has been told, and a stream tells only those for whom it was opened, at or before their cursors.
 * That two pages lead costs no more than a stream, and ends at the next beat: the older one stays.
 *
 * Neither locks (only where the connection is safe) nor a shared worker (a script more to load, and
 * not everywhere) are needed. Where pages cannot talk to each other, each leads itself.
 */
export class Crew {
  // What was opened first is the lesser.
  readonly #page = `${Date.now()}.${Math.random()}`;
  readonly #own = new Map<string, Follower>();
  #names = 0;
  #channel: BroadcastChannel | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #turn: ReturnType<typeof setTimeout> | undefined;
  /** Who leads; empty while nobody is known to. */
  #leader = "";
  #heard = 0;
  #heirs: string[] = [];
  // Of the leader alone.
  readonly #members = new Map<string, Member>();
  #source: EventSource | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave());
  }

  /** Tells a follower what changes, until it is stopped by what is given back. */
  follow(follower: Follower): () => void {
    const name = `${this.#page}/${++this.#names}`;
    this.#own.set(name, follower);
    if (this.#beat === undefined) this.#enter();
    else this.#ask(name, follower);
    return () => {
      this.#own.delete(name);
      this.#members.delete(name);
      this.#say({ says: "stop", page: this.#page, name });
      if (this.#members.size === 0) this.#close();
    };
  }

  #enter(): void {
    this.#leader = "";
    this.#beat = setInterval(() => this.#tick(), BEAT_MILLIS);
    if (!("BroadcastChannel" in window)) return this.#lead();
    // Pages of another build may speak otherwise; its name holds a hash, and the path of the server.
    this.#channel = new BroadcastChannel(import.meta.url);
    this.#channel.onmessage = ({ data }) => this.#hear(data as Message);
    this.#askAll();
    this.#leadIn(TURN_MILLIS);
  }

  /** What nobody sees follows nothing, and leads nobody. */
  #leave(): void {
    if (this.#beat === undefined) return;
    if (this.#leader === this.#page) this.#say({ says: "leave", page: this.#page, heirs: this.#othersByAge() });
    clearInterval(this.#beat);
    clearTimeout(this.#turn);
    this.#beat = undefined;
    this.#resign("");
    this.#channel?.close();
    this.#channel = undefined;
  }

  #say(message: Message): void {
    this.#channel?.postMessage(message);
  }

  #hear(message: Message): void {
    const isMine = this.#leader === this.#page;
    if (message.page === this.#leader) this.#heard = Date.now();
    switch (message.says) {
      case "follow":
        if (isMine) this.#admit(message.name, message);
        else if (this.#leader === "" && message.page < this.#page) this.#leadIn(PATIENCE_MILLIS);
        break;
      case "stop":
        this.#members.delete(message.name);
        break;
      case "lead":
        if (isMine && this.#page < message.page) this.#sayLead();
        else this.#obey(message.page, message.heirs);
        break;
      case "leave":
        if (message.page === this.#leader) this.#succeed(message.heirs);
        break;
      case "changes":
        this.#tell(message.to, message.changes);
        break;
      case "broke":
        this.#tellBroke(message.to);
    }
  }

  #tick(): void {
    if (this.#leader === this.#page) {
      const gone = Date.now() - PATIENCE_MILLIS;
      for (const [name, { page, heard }] of this.#members) if (page !== this.#page && heard < gone) this.#members.delete(name);
      if (this.#members.size === 0) this.#close();
      this.#sayLead();
    } else if (this.#leader !== "") {
      if (Date.now() - this.#heard > PATIENCE_MILLIS) this.#succeed(this.#heirs);
      else this.#askAll();
    }
  }

  // Who leads

  #leadIn(millis: number): void {
    clearTimeout(this.#turn);
    this.#turn = setTimeout(() => this.#lead(), millis);
  }

  /** The leader is gone: its heirs lead, one after the other until one does. */
  #succeed(heirs: string[]): void {
    this.#leader = "";
    const at = heirs.indexOf(this.#page);
    if (at === 0) this.#lead();
    else if (this.#own.size > 0) this.#leadIn(at < 0 ? PATIENCE_MILLIS : at * TURN_MILLIS);
  }

  #lead(): void {
    clearTimeout(this.#turn);
    this.#leader = this.#page;
    this.#sayLead();
    this.#askAll();
  }

  #obey(leader: string, heirs: string[]): void {
    clearTimeout(this.#turn);
    const isNew = leader !== this.#leader;
    if (isNew) this.#resign(leader);
    this.#heard = Date.now();
    this.#heirs = heirs;
    if (isNew) this.#askAll();
  }

  #resign(leader: string): void {
    this.#leader = leader;
    this.#members.clear();
    this.#close();
  }

  #sayLead(): void {
    this.#say({ says: "lead", page: this.#page, heirs: this.#othersByAge() });
  }

  #othersByAge(): string[] {
    const pages = new Set([...this.#members.values()].map(({ page }) => page));
    pages.delete(this.#page);
    return [...pages].sort();
  }

  // Who is told

  #askAll(): void {
    for (const [name, follower] of this.#own) this.#ask(name, follower);
  }

  #ask(name: string, { scope, cursor }: Follower): void {
    const asked = { page: this.#page, scope, cursor: cursor() };
    if (this.#leader === this.#page) this.#admit(name, asked);
    else this.#say({ says: "follow", name, ...asked });
  }

  #admit(name: string, { page, scope, cursor }: Omit<Member, "heard">): void {
    const heard = Date.now();
    const member = this.#members.get(name);
    if (member) {
      member.heard = heard;
      return;
    }
    this.#members.set(name, { page, scope, cursor, heard });
    if (page !== this.#page) this.#sayLead();
    this.#opening ??= setTimeout(() => this.#open(), GATHER_MILLIS);
  }

  /** Opens a stream for all who are members by now. */
  #open(): void {
    this.#close();
    if (this.#members.size === 0) return;
    const members = [...this.#members.values()];
    const to = [...this.#members.keys()];
    const search = new URLSearchParams(question(union(members.map(({ scope }) => scope)), earliest(members.map(({ cursor }) => cursor))));
    const source = new EventSource(`${paths.own("changes")}?${search}`);
    this.#source = source;
    source.addEventListener("change", (event) => {
      const changes = JSON.parse((event as MessageEvent<string>).data) as Changes;
      for (const member of members) member.cursor = changes.cursor;
      this.#say({ says: "changes", page: this.#page, to, changes });
      this.#tell(to, changes);
    });
    source.addEventListener("error", () => {
      this.#close();
      const all = [...this.#members.keys()];
      this.#members.clear();
      this.#say({ says: "broke", page: this.#page, to: all });
      this.#tellBroke(all);
    });
  }

  #close(): void {
    clearTimeout(this.#opening);
    this.#opening = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  #tell(names: string[], changes: Changes): void {
    for (const name of names) this.#own.get(name)?.take(changes);
  }

  #tellBroke(names: string[]): void {
    for (const name of names) this.#own.get(name)?.broke();
  }
}
