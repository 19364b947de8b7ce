import type { ComponentChildren } from "preact";

/** Text in Markdown as elements. What was written as HTML stays text; images are not fetched. */
export function Markdown({ text }: { text: string }) {
  return <div class="markdown">{blocks(text.replaceAll("\r\n", "\n").split("\n"))}</div>;
}

const FENCE = /^\s{0,3}(```+|~~~+)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?/;
const TABLE_RULE = /^\s*\|?(\s*:?-+:?\s*\|)+(\s*:?-+:?\s*)?$/;

/** A page has its h1 already. */
const HEADINGS = ["h2", "h3", "h4", "h5", "h6", "h6"] as const;
const MOST_DEPTH = 8;

function blocks(lines: string[], depth = 0): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let i = 0;
  const take = (until: (line: string) => boolean): string[] => {
    const from = i;
    while (i < lines.length && !until(lines[i] ?? "")) i++;
    return lines.slice(from, i);
  };
  while (i < lines.length) {
    const line = lines[i] ?? "";
    const heading = HEADING.exec(line);
    const fence = FENCE.exec(line);
    if (line.trim() === "") {
      i++;
    } else if (fence) {
      i++;
      const code = take((each) => each.trim().startsWith(fence[1] ?? "```"));
      i++;
      out.push(<pre tabIndex={0}><code>{code.join("\n")}</code></pre>);
    } else if (heading) {
      i++;
      const Heading = HEADINGS[(heading[1]?.length ?? 1) - 1] ?? "h6";
      out.push(<Heading>{inline(heading[2] ?? "")}</Heading>);
    } else if (RULE.test(line)) {
      i++;
      out.push(<hr />);
    } else if (QUOTE.test(line) && depth < MOST_DEPTH) {
      const quoted = take((each) => !QUOTE.test(each)).map((each) => each.replace(QUOTE, ""));
      out.push(<blockquote>{blocks(quoted, depth + 1)}</blockquote>);
    } else if (ITEM.test(line) && depth < MOST_DEPTH) {
      const first = ITEM.exec(line);
      const indent = first?.[1]?.length ?? 0;
      const items = take((each) => each.trim() === "" || !(ITEM.test(each) || /^\s+/.test(each)));
      out.push(list(items, indent, /\d/.test(first?.[2] ?? ""), depth));
    } else if (line.includes("|") && TABLE_RULE.test(lines[i + 1] ?? "")) {
      out.push(table(take((each) => !each.includes("|"))));
    } else {
      const paragraph = [line];
      i++;
      paragraph.push(...take((each) => each.trim() === "" || [FENCE, HEADING, QUOTE, ITEM].some((pattern) => pattern.test(each))));
      out.push(<p>{inline(paragraph.join("\n"))}</p>);
    }
  }
  return out;
}

function list(lines: string[], indent: number, isOrdered: boolean, depth: number): ComponentChildren {
  const items: string[][] = [];
  for (const line of lines) {
    const match = ITEM.exec(line);
    if (match && (match[1]?.length ?? 0) <= indent) items.push([match[3] ?? ""]);
    else items.at(-1)?.push(line.replace(new RegExp(`^\\s{0,${indent + 2}}`), ""));
  }
  const shown = items.map(([head = "", ...rest]) => (
    <li>
      {inline(head)}
      {rest.length > 0 && blocks(rest, depth + 1)}
    </li>
  ));
  return isOrdered ? <ol>{shown}</ol> : <ul>{shown}</ul>;
}

const cells = (line: string): string[] => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function table(lines: string[]): ComponentChildren {
  const [head = "", , ...rows] = lines;
  return (
    <div class="scroll">
      <table>
        <thead><tr>{cells(head).map((cell) => <th scope="col">{inline(cell)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <tr>{cells(row).map((cell) => <td>{inline(cell)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

const INLINE =
  /(`+)([^`]|[^`].*?[^`])\1(?!`)|!?\[([^\]\n]{0,500})\]\(([^()\s]{1,2000})\)|(\*\*|__)(\S(?:.{0,2000}?\S)?)\5|([*_])(?=\S)([^*_\n]{1,2000}?)\7(?!\w)|(https?:\/\/[^\s<>()]{1,2000})/s;

/** Formatting inside of a line; links lead to the web alone. */
function inline(text: string): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    out.push(rest.slice(0, match.index));
    const [whole, , code, label, target, , strong, , soft, url] = match;
    if (code !== undefined) out.push(<code>{code}</code>);
    else if (target !== undefined) out.push(link(label ?? "", target, whole));
    else if (strong !== undefined) out.push(<strong>{inline(strong)}</strong>);
    else if (soft !== undefined) out.push(<em>{inline(soft)}</em>);
    else if (url !== undefined) out.push(link(url, url, whole));
    rest = rest.slice(match.index + whole.length);
  }
  out.push(rest);
  return out;
}

function link(label: string, target: string, whole: string): ComponentChildren {
  if (!/^https?:\/\//i.test(target)) return whole;
  return (
    <a href={target} target="_blank" rel="noopener noreferrer nofollow" title={target}>
      {label}
    </a>
  );
}
