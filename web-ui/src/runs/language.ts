import { ending, holding, literal, quoted } from "../api/filter";
import type { RunKeys } from "../api/types";
import { isNumeric } from "./columns";

/** A search in the words of the page, as the server's one filter language says it. */
export interface Understood {
  filter: string;
  /** What must be found in a run's name, params, tags or id; the server looks for it. */
  words: string[];
  /** What could not be understood; null when all was. */
  problem: Problem | null;
  /** What is still to be written of a term at the end, which counts for nothing yet; empty when it is whole. */
  hint: string;
}

/** What is wrong with a text, and where it stands. */
export interface Problem {
  message: string;
  from: number;
  to: number;
}

const TERM = /^([^\s:=<>!~]+?)(<=|>=|!=|[:=<>])(.*)$/s;
const SPAN = /^(\d+(?:\.\d+)?)(m|h|d|w)$/;
const MILLIS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const WHOLE_LANGUAGE = /["`]|'.*'|(^|\s)(metrics?|params?|parameters?|tags?|attributes?|attr|run|datasets?|numbers?|files?)\.|\s(and|like|ilike|in|is)\s/i;

const name = (key: string): string => `\`${key}\``;

/** A time as people write it: a date, or a span before now. */
function time(text: string, now: number): number | null {
  const span = SPAN.exec(text);
  if (span) return Math.round(now - Number(span[1]) * (MILLIS[span[2] ?? ""] ?? 0));
  // Browsers take a bare number for some month of 2001.
  if (!/^\d{4}[-/]\d/.test(text)) return null;
  const at = Date.parse(text.length === 10 ? `${text}T00:00` : text);
  return Number.isNaN(at) ? null : at;
}

/** Splits at blanks, and tells where each part begins. */
function words(text: string): { word: string; from: number }[] {
  return [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], from: match.index }));
}

/**
 * Turns what was typed into a filter: `lr<1e-3 acc>0.9 user:ada since:7d status:failed baseline`.
 * What is written in the server's own language already is passed on as it is.
 */
export function understand(text: string, keys: RunKeys | undefined, now: number): Understood {
  if (WHOLE_LANGUAGE.test(text)) return { filter: text, words: [], problem: null, hint: "" };
  const conditions: string[] = [];
  const remembered: string[] = [];
  let hint = "";
  for (const { word, from } of words(text)) {
    const match = TERM.exec(word);
    if (!match) {
      remembered.push(word);
      continue;
    }
    const condition = term(match, keys, now);
    if (typeof condition === "string") {
      conditions.push(condition);
    } else if (from + word.length === text.length && isBegun(match)) {
      hint = condition.message;
    } else {
      return { filter: "", words: [], problem: { message: condition.message, from, to: from + word.length }, hint: "" };
    }
  }
  return { filter: conditions.join(" AND "), words: remembered, problem: null, hint };
}

/** Whether a value may be on its way to a number, as 1e is. */
function isBegun([, , , value = ""]: RegExpExecArray): boolean {
  return literal(value) === undefined && /^[-+]?\d*\.?\d*(e[-+]?)?$/i.test(value);
}

/** Where in the text the server's refusal of it points; null when it points nowhere. */
export function placeIn(text: string, refusal: string): { from: number; to: number } | null {
  const match = /^Invalid \S+ at (?:character (\d+)|its end)/.exec(refusal);
  if (!match) return null;
  // The server counts characters, the page UTF-16 units.
  const from = match[1] === undefined ? text.length : [...text].slice(0, Number(match[1]) - 1).join("").length;
  return { from, to: from + (/^\S+|^\s+/.exec(text.slice(from))?.[0].length ?? 0) };
}

function term(match: RegExpExecArray, keys: RunKeys | undefined, now: number): string | { message: string } {
  const [, key = "", operator = "", value = ""] = match;
  if (value === "") return { message: `What should ${key} be? Write a value behind ${operator}` };
  return special(key, operator, value, now) ?? keyed(key, operator, value, keys);
}

function special(key: string, operator: string, value: string, now: number): string | { message: string } | null {
  const isColon = operator === ":" || operator === "=";
  switch (key) {
    case "user":
      return isColon ? holding("attributes.user_id", value) : null;
    case "name":
      return isColon ? holding("attributes.run_name", value) : null;
    case "status":
      return isColon ? `attributes.status = ${quoted(value.toUpperCase())}` : null;
    case "id":
      return isColon ? `attributes.run_id LIKE ${quoted(`%${value}%`)}` : null;
    case "dataset":
      return isColon ? holding("datasets.name", value) : null;
    case "has":
      return isColon ? ending("files.ending", `.${value.replace(/^\./, "")}`) : null;
    case "since":
    case "until": {
      if (!isColon) return null;
      const at = time(value, now);
      if (at === null) return { message: `${value} is no time: write ${key}:30m, 12h, 7d or 2w, or a date such as ${key}:2026-01-31` };
      return `attributes.start_time ${key === "since" ? ">=" : "<="} ${at}`;
    }
    default:
      return null;
  }
}

function keyed(key: string, operator: string, value: string, keys: RunKeys | undefined): string | { message: string } {
  const has = (list: { key: string }[] | undefined) => list?.some((each) => each.key === key) ?? false;
  const number = literal(value);
  if (has(keys?.metrics)) {
    if (number === undefined) return { message: `${key} is a metric: compare it with a number` };
    return `metrics.${name(key)} ${operator === ":" ? "=" : operator} ${number}`;
  }
  for (const kind of ["params", "tags"] as const) {
    if (!has(keys?.[kind])) continue;
    if (operator === ":") return holding(`${kind}.${name(key)}`, value);
    // As numbers 0.001 and 1e-3 are the same. Of more digits than a number holds, the text counts.
    if (kind === "params" && number !== undefined && digits(value) <= 15) return `numbers.${name(key)} ${operator} ${number}`;
    if (operator === "=" || operator === "!=") return `${kind}.${name(key)} ${operator} ${quoted(value)}`;
    return {
      message:
        kind === "params"
          ? `${key} is less or more than a number only: write one, or ${key}=${value}, or ${key}:${value} for a part of it`
          : `${key} is a tag, which is text: write ${key}=${value}, or ${key}:${value} for a part of it`,
    };
  }
  return { message: `No run here has a metric, param or tag ${key}` };
}

const digits = (value: string): number => value.replace(/e.*$/i, "").replaceAll(/\D/g, "").length;

/** What may stand where somebody types, best first. */
export function suggestions(text: string, cursor: number, keys: RunKeys | undefined): { from: number; words: string[] } {
  const from = text.slice(0, cursor).search(/\S*$/);
  const begun = text.slice(from, cursor);
  if (!keys || begun === "") return { from, words: [] };
  const match = TERM.exec(`${begun}\u0000`);
  const found = match ? values(match[1] ?? "", match[2] ?? "", (match[3] ?? "").replace("\u0000", ""), keys) : names(begun, keys);
  return { from, words: found.filter((word) => word !== begun).slice(0, 8) };
}

function names(begun: string, keys: RunKeys): string[] {
  const all = [
    ...["user:", "status:", "since:", "name:", "has:"],
    ...keys.metrics.map((each) => `${each.key}<`),
    ...keys.params.flatMap((each) => (isNumeric(each) ? [`${each.key}=`, `${each.key}<`, `${each.key}>`] : [`${each.key}=`])),
    ...keys.tags.filter((each) => !each.key.startsWith("mlflow.")).map((each) => `${each.key}=`),
  ].filter((word) => !/\s/.test(word));
  const lower = begun.toLowerCase();
  const starting = all.filter((word) => word.toLowerCase().startsWith(lower));
  const inside = all.filter((word) => !starting.includes(word) && word.toLowerCase().includes(lower));
  return [...starting, ...inside];
}

function values(key: string, operator: string, begun: string, keys: RunKeys): string[] {
  const known =
    key === "status"
      ? ["finished", "running", "failed", "killed"]
      : key === "since"
        ? ["1h", "24h", "7d", "30d"]
        : key === "has"
          ? ["png", "csv", "json", "txt", "MLmodel"]
          : ([...keys.params, ...keys.tags].find((each) => each.key === key)?.sample ?? []);
  return known
    .filter((value) => value.startsWith(begun) && !/\s/.test(value))
    .map((value) => `${key}${operator}${value}`);
}
