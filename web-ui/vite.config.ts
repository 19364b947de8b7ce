import { defineConfig } from "vitest/config";

const SERVER = process.env["MODELYARD_DEV_SERVER"] ?? "http://127.0.0.1:5000";

// The server writes its own path prefix where the document says /__base__/, so one build serves
// below any prefix; scripts find each other by their relative place.
export default defineConfig({
  experimental: {
    renderBuiltUrl(file, { hostType }) {
      return hostType === "html" ? `/__base__/${file}` : { relative: true };
    },
  },
  build: {
    outDir: "target/classes/modelyard-web",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/ajax-api", "/get-artifact", "/model-versions", "/health", "/version"].map((path) => [
        path,
        // The server takes changes from pages of its own origin alone.
        { target: SERVER, changeOrigin: true, headers: { Origin: SERVER } },
      ]),
    ),
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
