import type { TestProject } from 'vitest/node';
import { TestServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    server: string;
  }
}

/** One server for all tests that do not need one of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await TestServer.start();
  server.lendPrograms();
  project.provide('server', server.url);
  return () => server.close();
}
