import { html, type Markup } from "./markup.ts";
import { callsOf, resolved, type Call, type OpenApi, type Schema } from "./openApi.ts";
import { anchorOf, inWords } from "./words.ts";

const PLACES = [
  ["Experiments", "e"],
  ["Models", "m"],
  ["Deployed", "deployed"],
  ["Audit", "audit"],
] as const;

/** What of the page's own document this one shares. */
export interface Look {
  /** The address of the style sheet, below the server's root. */
  style: string;
  /** The address of the icon. */
  icon: string;
}

/**
 * The page of our own calls, whole, and readable without scripts: made from their OpenAPI document
 * when the server is built. It lies one folder deep, and all its addresses are relative.
 */
export function apiPage(document: OpenApi, look: Look): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API · Modelyard</title>
<link rel="icon" href="${look.icon}">
<link rel="stylesheet" href="../${look.style}">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="bar">
<a class="name" href="../">Modelyard</a>
<nav aria-label="Main">${PLACES.map(([name, path]) => html`<a href="../${path}">${name}</a> `)}</nav>
</header>
<main id="content" tabindex="-1" class="calls stack wide">
<div class="stack">
<h1>API</h1>
<p>Clients of MLflow work with this server as they are. Modelyard's own calls lie under <code>/api/modelyard/1.0</code>; this page tells what is in <a href="../api/modelyard/1.0/openapi.json">their OpenAPI document</a>.</p>
</div>
<nav class="stack" aria-label="Calls">
${document.tags.map(({ name }) => contents(name, callsOf(document, name)))}
<p><a href="#shapes">Shapes</a></p>
</nav>
${document.tags.map(({ name }) => html`<section class="stack wide">
<h2>${name}</h2>
${callsOf(document, name).map((call) => callSection(document, call))}
</section>
`)}
<section class="stack wide" id="shapes">
<h2>Shapes</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => shapeSection(name, schema))}
</section>
</main>
</body>
</html>
`.text;
}

function contents(tag: string, calls: Call[]): Markup {
  return html`<h2>${tag}</h2>
<ul>${calls.map(({ method, path, operation }) => html`<li><a href="#${operation.operationId}"><code>${method} ${path}</code></a> ${prose(operation.summary)}</li>
`)}</ul>
`;
}

function callSection(document: OpenApi, { method, path, operation }: Call): Markup {
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const fields = resolved(document, body);
  return html`<section class="stack" id="${operation.operationId}">
<h3><a href="#${operation.operationId}"><code>${method} ${path}</code></a> ${prose(operation.summary)}</h3>
${operation.description && html`<p>${prose(operation.description)}</p>`}
${operation.parameters && pairs(operation.parameters.map((each) => [each.name, html`${inWords(each.schema)}, in the ${each.in}${each.required ? "" : ", may be left out"}. ${prose(each.description)}`]))}
${fields?.properties && html`<h4>Body</h4>
${fieldPairs(fields)}`}
<h4>Answers</h4>
${pairs(Object.entries(operation.responses).map(([status, response]) => [status, html`${prose(response.description)} ${Object.entries(response.content ?? {}).map(([type, { schema }]) => html`<span class="nowrap">${type}:</span> ${inWords(schema)} `)}`]))}
</section>
`;
}

function shapeSection(name: string, schema: Schema): Markup {
  return html`<section class="stack" id="${anchorOf(name)}">
<h3><a href="#${anchorOf(name)}"><code>${name}</code></a></h3>
${schema.description && html`<p>${prose(schema.description)}</p>`}
${schema.properties ? fieldPairs(schema) : html`<p>${inWords(schema)}</p>`}
</section>
`;
}

/** What people wrote, with code between grave accents. */
const prose = (text: string): Markup => html`${text.split("`").map((piece, i) => (i % 2 === 0 ? piece : html`<code>${piece}</code>`))}`;

const fieldPairs = (schema: Schema): Markup =>
  pairs(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, html`${inWords(field)}${schema.required?.includes(name) ? ", required" : ""}. ${prose(field.description ?? "")}`]));

const pairs = (all: [name: string, told: Markup][]): Markup => html`<dl class="pairs">
${all.map(([name, told]) => html`<dt class="mono">${name}</dt><dd>${told}</dd>
`)}</dl>`;
