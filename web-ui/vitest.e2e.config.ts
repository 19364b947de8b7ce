import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 90_000,
    // For what comes by itself, however busy the machine is.
    expect: { poll: { timeout: 10_000 } },
    // One browser at a time: the figures that tests hold are those of a page alone.
    fileParallelism: false,
  },
});
