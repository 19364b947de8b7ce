// The browser that pages are measured in.
import { createRequire } from "node:module";

const require = createRequire(new URL("../web-ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const SIZE = { width: 1440, height: 900 };

export const launch = () =>
  chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });

/**
 * Milliseconds of CPU that the renderer has spent so far, all of its threads together. (TaskDuration would
 * be how long its tasks took: more than that where others want the cores, too.)
 */
export async function cpu(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1_000 * (metrics.find((metric) => metric.name === "ProcessTime")?.value ?? 0);
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
