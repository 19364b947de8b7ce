// Measures how curves follow the hand: for each thing that one does with them, the CPU of the renderer, the
// longest time between two frames, and how many frames came later than 32 ms. Reads {"url": "…", "visits": 3}
// from standard input; writes a list, a line of the table each, with the medians over the visits.
import { text } from "node:stream/consumers";
import { cpu, launch, median, SIZE } from "./chromium.mjs";

const LATE = 32;

/** Notes the time between frames, from now on. */
function noteFrames() {
  window.frameTimes = [];
  let last = 0;
  const tick = (now) => {
    if (last) window.frameTimes.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

async function visit(browser, url) {
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  await page.addInitScript(noteFrames);
  const wait = (millis) => page.waitForTimeout(millis);
  const figures = [];
  const act = async (name, doIt) => {
    await page.evaluate(() => (window.frameTimes.length = 0));
    const before = await cpu(session);
    await doIt();
    const spent = (await cpu(session)) - before;
    const times = await page.evaluate(() => window.frameTimes);
    figures.push({ name, cpu: spent, longest: Math.max(0, ...times), late: times.filter((time) => time > LATE).length });
  };

  await page.goto(url);
  await page.locator(".plot canvas").nth(2).waitFor();
  await wait(1_500);
  const over = page.locator(".plot .u-over").first();
  const box = await over.boundingBox();
  const at = (x) => page.mouse.move(box.x + x, box.y + box.height / 2);
  await act("hover, 120 moves", async () => {
    for (let i = 0; i < 120; i++) {
      await page.mouse.move(box.x + 10 + (i * (box.width - 20)) / 120, box.y + 20 + ((i * 7) % (box.height - 40)));
    }
    await wait(200);
  });
  await act("zoom by the wheel, 8 steps", async () => {
    await page.keyboard.down("Control");
    for (let i = 0; i < 8; i++) {
      await page.mouse.wheel(0, -120);
      await wait(150);
    }
    await page.keyboard.up("Control");
    await wait(600);
  });
  await act("moving by the wheel, 20 turns", async () => {
    for (let i = 0; i < 20; i++) {
      await page.mouse.wheel(i < 10 ? 60 : -60, 0);
      await wait(30);
    }
    await wait(700);
  });
  await act("moving by hand, 60 moves", async () => {
    await page.keyboard.down("Shift");
    await at(200);
    await page.mouse.down();
    for (let i = 0; i < 60; i++) await at(200 + (i < 30 ? i : 60 - i) * 4);
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await wait(600);
  });
  await act("reset", async () => {
    await page.getByRole("button", { name: "Reset zoom" }).click();
    await wait(800);
  });
  await act("zoom by dragging", async () => {
    await at(60);
    await page.mouse.down();
    for (let i = 0; i < 20; i++) await at(60 + i * 10);
    await page.mouse.up();
    await wait(900);
  });
  await act("another axis", async () => {
    await page.getByRole("button", { name: "Time", exact: true }).click();
    await wait(900);
  });
  await act("smoothing, 10 steps", async () => {
    await page.getByRole("slider").focus();
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press("ArrowRight");
      await wait(50);
    }
    await wait(400);
  });
  await context.close();
  return figures;
}

const { url, visits } = JSON.parse(await text(process.stdin));
const browser = await launch();
const found = [];
for (let i = 0; i < visits; i++) found.push(await visit(browser, url));
await browser.close();
const of = (i, what) => median(found.map((each) => each[i][what]));
console.log(JSON.stringify(found[0].map(({ name }, i) => ({ name, cpu: of(i, "cpu"), longest: of(i, "longest"), late: of(i, "late") }))));
