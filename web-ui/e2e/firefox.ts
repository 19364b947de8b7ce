import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_MS = 60_000;

/** An answer, by its id, or an event. */
interface Told {
  id?: number;
  type: string;
  method: string;
  message: string;
  result: unknown;
  params: { context: string; source: { context: string }; level: string; text: string; response: { status: number; url: string } };
}

/**
 * A Firefox as distributions have it, with one tab, driven by WebDriver BiDi. Playwright asks such a one for more than
 * it knows (seen with 153, emulation.setMediaFeaturesOverride), and the little that is needed needs no other library.
 */
export class Firefox {
  /**
   * What must not be since the last visit: errors in the console, such as what the policy refuses, and refused requests.
   * Of the page alone: what is in a frame, such as the viewer of PDF, may be left before it has begun.
   */
  faults: string[] = [];
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (told: Told) => void>();
  #calls = 0;
  #tab = '';

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Told);
  }

  static async start(program: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'modelyard-firefox-'));
    const process = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const socket = new WebSocket(`${await addressOf(process)}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(process, profile, socket);
    await firefox.#call('session.new', { capabilities: {} });
    await firefox.#call('session.subscribe', { events: ['log.entryAdded', 'network.responseCompleted'] });
    const { contexts } = await firefox.#call<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
    firefox.#tab = contexts[0]?.context ?? '';
    return firefox;
  }

  async visit(url: string): Promise<void> {
    this.faults = [];
    await this.#call('browsingContext.navigate', { context: this.#tab, url, wait: 'complete' });
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#call('browsingContext.setViewport', { context: this.#tab, viewport: { width, height } });
  }

  /** What an expression of the page is worth: a text, a number or a boolean. */
  async ask(expression: string): Promise<unknown> {
    const { result } = await this.#call<{ result: { value: unknown } }>('script.evaluate', { expression, target: { context: this.#tab }, awaitPromise: true });
    return result.value;
  }

  /** How many parts of the page have a role and a name, as assistive programs are told. */
  async count(role: string, name: string): Promise<number> {
    return (await this.#find(role, name)).length;
  }

  async click(role: string, name: string): Promise<void> {
    const [element] = await this.#find(role, name);
    if (!element) throw new Error(`no ${role} ${name}`);
    const mouse = [
      { type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element } },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#act({ type: 'pointer', id: 'mouse', actions: mouse });
  }

  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]);
    await this.#act({ type: 'key', id: 'keys', actions });
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
    rmSync(this.#profile, { recursive: true, force: true });
  }

  async #find(role: string, name: string): Promise<{ sharedId: string }[]> {
    const locator = { type: 'accessibility', value: { role, name } };
    return (await this.#call<{ nodes: { sharedId: string }[] }>('browsingContext.locateNodes', { context: this.#tab, locator })).nodes;
  }

  async #act(actions: object): Promise<void> {
    await this.#call('input.performActions', { context: this.#tab, actions: [actions] });
  }

  async #call<T>(method: string, params: object): Promise<T> {
    const id = ++this.#calls;
    const answer = new Promise<Told>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const told = await answer;
    if (told.type !== 'success') throw new Error(`${method}: ${told.message}`);
    return told.result as T;
  }

  #hear(told: Told): void {
    if (told.id !== undefined) {
      this.#waiting.get(told.id)?.(told);
      this.#waiting.delete(told.id);
    } else if (told.method === 'log.entryAdded') {
      if (told.params.level === 'error' && told.params.source.context === this.#tab) this.faults.push(told.params.text);
    } else if (told.params.response.status >= 400 && told.params.context === this.#tab) {
      this.faults.push(`${told.params.response.status} ${told.params.response.url}`);
    }
  }
}

/** Where a Firefox that has been started listens. */
async function addressOf(process: ChildProcess): Promise<string> {
  let said = '';
  const late = setTimeout(() => process.kill('SIGKILL'), START_MS);
  for await (const part of process.stderr ?? []) {
    said += String(part);
    const address = /WebDriver BiDi listening on (\S+)/.exec(said)?.[1];
    if (!address) continue;
    clearTimeout(late);
    return address;
  }
  throw new Error(`Firefox did not start:\n${said}`);
}
