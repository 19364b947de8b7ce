import { defineConfig } from 'vitest/config';

/** The page in Firefox, of which `./modelyard test --long` wants to know. */
export default defineConfig({
  test: {
    include: ['e2e/firefox.long.ts'],
    globalSetup: ['e2e/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
