import { defineConfig } from 'vitest/config';
import e2e from './vitest.e2e.config.ts';

/** The page in Firefox, of which `./modelyard test --long` wants to know. */
export default defineConfig({ test: { ...e2e.test, include: ['e2e/firefox.long.ts'], testTimeout: 60_000 } });
