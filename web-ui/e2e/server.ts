import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const JAR = new URL('../../tracking-server/target/modelyard.jar', import.meta.url).pathname;
// In a few minutes, optimizing code and collecting side by side cost more than they save.
const OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const START_MS = 60_000;
const PROGRAMS = 'POSTGRES_PROGRAMS_OF_TESTS';

/** A real server, from the jar, with a data folder of its own on a free port. */
export class TestServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #data: string;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'modelyard-e2e-'));
    // Started by root, PostgreSQL runs as another user, who must get to the folder below.
    chmodSync(this.#folder, 0o711);
    this.#data = join(this.#folder, 'data');
  }

  static async start(): Promise<TestServer> {
    const server = new TestServer(await freePort());
    await server.start();
    return server;
  }

  /** Lets the servers that start from now on, also in other processes, use the PostgreSQL that this one has unpacked. */
  lendPrograms(): void {
    const programs = readdirSync(this.#data).find((name) => /^postgres-[\d.]+$/.test(name));
    if (programs) {
      process.env[PROGRAMS] = join(this.#data, programs);
    }
  }

  /** Starts it, also again after stop: same port, same data. */
  async start(): Promise<void> {
    const lent = process.env[PROGRAMS];
    if (lent && !existsSync(this.#data)) {
      mkdirSync(this.#data, { mode: 0o700 });
      symlinkSync(lent, join(this.#data, basename(lent)));
    }
    const java = spawn('java', [...OPTIONS, '-jar', JAR, 'server'], {
      env: {
        ...process.env,
        MODELYARD_LISTEN: `127.0.0.1:${this.#port}`,
        MODELYARD_DATA_DIR: this.#data,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = java;
    let said = '';
    java.stderr.on('data', (part: Buffer) => (said += part));
    java.stdout.on('data', (part: Buffer) => (said += part));
    const deadline = Date.now() + START_MS;
    while (!(await this.#isReady())) {
      if (java.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the server did not start:\n${said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    const java = this.#process;
    if (java && java.exitCode === null) {
      java.kill('SIGTERM');
      await once(java, 'exit');
    }
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/ready`)).ok;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port');
  }
  return address.port;
}
