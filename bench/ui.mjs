// Measures what pages cost in a browser: requests, bytes on the wire, DOM nodes, CPU of the renderer,
// time until they can be used. Reads a list of visits as JSON from standard input, writes one with
// the figures. Each visit has a profile of its own, so nothing is cached in the browser; the first one of a
// page counts for nothing, so that no server is measured while its code is still cold.
//
//   [{"name": "…", "url": "…", "usable": "CSS selector", "text": "in it (optional)", "visits": 3}, …]
import { text } from "node:stream/consumers";
import { cpu, launch, median, SIZE } from "./chromium.mjs";

const PATIENCE = 60_000;

/** In the page: tells as soon as a frame with what makes it usable has been drawn. */
function watch({ usable, words }) {
  if (window !== top) return;
  const isThere = () => [...document.querySelectorAll(usable)].some((each) => !words || each.textContent.includes(words));
  const look = () => {
    if (!isThere()) requestAnimationFrame(look);
    // The frame that shows it is drawn once the next one begins.
    else requestAnimationFrame(() => requestAnimationFrame(() => window.tellUsable(String(performance.now()))));
  };
  requestAnimationFrame(look);
}

async function visit(browser, { url, usable, text: words }) {
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("Network.enable");
  const figures = { requests: 0, bytes: 0, scripts: 0, failed: 0, errors: 0 };
  const kinds = new Map();
  session.on("Network.requestWillBeSent", () => figures.requests++);
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(requestId, type);
    if (response.status >= 400) figures.failed++;
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    figures.bytes += encodedDataLength;
    if (kinds.get(requestId) === "Script") figures.scripts += encodedDataLength;
  });
  // The tool's own way of waiting would compile half a megabyte of script in the page.
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "tellUsable" });
  const usableAfter = new Promise((resolve, reject) => {
    session.on("Runtime.bindingCalled", ({ payload }) => resolve(Number(payload)));
    setTimeout(() => reject(new Error(`${url} could not be used within a minute`)), PATIENCE).unref();
  });
  await page.addInitScript(watch, { usable, words });
  page.on("console", (message) => message.type() === "error" && figures.errors++);
  page.on("pageerror", () => figures.errors++);
  const before = await cpu(session);
  await page.goto(url, { waitUntil: "commit" });
  // Since the navigation began.
  figures.usable = await usableAfter;
  figures.cpu = (await cpu(session)) - before;
  // What still comes once the page can be used counts for bytes and requests.
  await page.waitForTimeout(1_500);
  figures.nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  await context.close();
  return figures;
}

const browser = await launch();
const results = [];
for (const asked of JSON.parse(await text(process.stdin))) {
  const found = [];
  await visit(browser, asked);
  for (let i = 0; i < asked.visits; i++) found.push(await visit(browser, asked));
  const figures = Object.fromEntries(Object.keys(found[0]).map((name) => [name, median(found.map((each) => each[name]))]));
  results.push({ name: asked.name, ...figures });
}
await browser.close();
console.log(JSON.stringify(results));
