// What Maven calls: installs, builds or tests the page, each only when something has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Of what the page of our own calls is made.
const OPEN_API = '../tracking-server/src/main/resources/dev/modelyard/server/ops/openapi.json';
const SOURCES = ['src', 'build', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json', OPEN_API];

/** A digest of files and folders, by names and contents. */
function digest(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    hash.update(path);
    hash.update(readFileSync(path));
  };
  for (const path of paths) {
    if (path.includes('.')) {
      add(path);
    } else {
      const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
      files.map((it) => join(it.parentPath ?? it.path, it.name)).sort().forEach(add);
    }
  }
  return hash.digest('hex');
}

/** Runs a step unless it was done for the very same sources. */
function once(mark, sources, ...commands) {
  const now = digest(sources);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === now) {
    return;
  }
  rmSync(mark, { force: true });
  for (const [command, ...args] of commands) {
    const done = spawnSync(command, args, { stdio: 'inherit' });
    if (done.error) {
      console.error(`${command} did not start (${done.error.message}): install Node.js 20.19 or newer with npm`);
    }
    if (done.status !== 0) {
      process.exit(done.status ?? 1);
    }
  }
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, now);
}

const tool = (name) => join('node_modules', '.bin', name);
once('node_modules/.installed', ['package.json', 'package-lock.json', '.npmrc'], [
  'npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error',
]);
if (process.argv[2] === 'test') {
  once('target/tested', SOURCES, [tool('vitest'), 'run', '--reporter=dot']);
} else {
  once('target/built', SOURCES, [tool('tsc'), '--noEmit'], [tool('vite'), 'build', '--logLevel=warn']);
}
