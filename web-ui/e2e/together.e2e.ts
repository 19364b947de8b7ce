import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { launch } from './browser.ts';
import { aRun, mlflowAt, type Mlflow } from './seed.ts';
import { TestServer } from './server.ts';

let browser: Browser;
let server: TestServer;
let mlflow: Mlflow;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), TestServer.start()]);
  mlflow = mlflowAt(server.url);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** To how many the server tells changes; it notices that one is gone when it has something to tell. */
async function followers(): Promise<number> {
  const figures = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^modelyard_feed_watchers ([\d.]+)/m.exec(figures)?.[1]);
}

const anExperiment = async (name: string): Promise<string> => (await mlflow<{ experiment_id: string }>('experiments/create', { name })).experiment_id;

interface Tab {
  page: Page;
  /** Addresses that it has asked for. */
  asked: string[];
  /** The streams of changes that it holds. */
  streams: Set<Request>;
}

const isStream = (url: string): boolean => url.includes('/changes?') && !url.includes('poll');

async function tab(context: BrowserContext, path: string): Promise<Tab> {
  const page = await context.newPage();
  const asked: string[] = [];
  const streams = new Set<Request>();
  page.on('request', (request) => {
    asked.push(request.url());
    if (isStream(request.url())) streams.add(request);
  });
  page.on('requestfailed', (request) => streams.delete(request));
  page.on('requestfinished', (request) => streams.delete(request));
  for (const end of ['close', 'crash'] as const) page.on(end as 'close', () => streams.clear());
  await page.goto(server.url + path);
  return { page, asked, streams };
}

const streams = (tabs: Tab[]): number => tabs.reduce((sum, each) => sum + each.streams.size, 0);

/** The tab that holds the stream for all. */
async function leaderOf(tabs: Tab[]): Promise<Tab> {
  await expect.poll(() => streams(tabs)).toBe(1);
  return tabs.find((each) => each.streams.size > 0)!;
}

test('eight tabs follow by one stream, each what it shows', async () => {
  const [shown, other] = [await anExperiment('shown'), await anExperiment('other')];
  const run = await aRun(mlflow, shown, 'looked at');
  const context = await browser.newContext();
  const tabs: Record<string, Tab> = {};
  for (const path of ['/', '/e', `/e/${shown}`, `/e/${other}`, `/r/${run}`, '/m', '/deployed', '/audit']) {
    tabs[path] = await tab(context, path);
    await tabs[path].page.getByRole('heading', { level: 1 }).first().waitFor();
  }
  const at = (path: string) => tabs[path]!.page;
  await leaderOf(Object.values(tabs));
  tabs[`/e/${other}`]!.asked.length = 0;
  await aRun(mlflow, shown, 'news');
  await mlflow('runs/log-metric', { run_id: run, key: 'acc', value: 0.8125, timestamp: Date.now(), step: 1 });
  await anExperiment('newly made');
  await mlflow('registered-models/create', { name: 'new model' });
  await mlflow('model-versions/create', { name: 'new model', source: 's3://bucket/model', run_id: run });
  await mlflow('model-versions/transition-stage', { name: 'new model', version: '1', stage: 'Production' });
  await at('/').getByRole('link', { name: 'news' }).first().waitFor();
  await at('/e').getByRole('link', { name: 'newly made' }).waitFor();
  await at(`/e/${shown}`).getByRole('link', { name: 'news' }).waitFor();
  await at(`/r/${run}`).getByText('0.8125').first().waitFor();
  await at('/m').getByRole('link', { name: 'new model' }).first().waitFor();
  await at('/deployed').getByRole('link', { name: 'new model' }).first().waitFor();
  await at('/audit').getByRole('link', { name: 'new model' }).first().waitFor();
  // Nothing of that was for the experiment that one tab shows.
  expect(tabs[`/e/${other}`]!.asked.filter((url) => url.includes('/api/'))).toEqual([]);
  await aRun(mlflow, other, 'elsewhere');
  await at(`/e/${other}`).getByRole('link', { name: 'elsewhere' }).waitFor();
  expect(streams(Object.values(tabs))).toBe(1);
  await expect.poll(followers).toBe(1);
  expect(Object.values(tabs).filter(({ asked }) => asked.some(isStream)).length).toBe(1);
  await context.close();
});

const hide = (page: Page, isHidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

const standStill = async (page: Page): Promise<void> => {
  void page.evaluate(() => {
    const end = performance.now() + 6_000;
    while (performance.now() < end);
  });
};

const breakDown = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const isGone = page.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await isGone;
};

test.each<[how: string, goes: (page: Page) => Promise<unknown>]>([
  ['is closed', (page) => page.close()],
  ['is closed, and says so', (page) => page.close({ runBeforeUnload: true })],
  ['goes elsewhere', (page) => page.goto('about:blank')],
  ['is hidden', (page) => hide(page, true)],
  ['stands still', standStill],
  ['breaks down', breakDown],
])('when the tab that holds the stream %s, another does, and nothing is lost', async (how, goes) => {
  const experiment = await anExperiment(`handed over: ${how}`);
  const context = await browser.newContext();
  const tabs: Tab[] = [];
  for (let i = 0; i < 4; i++) tabs.push(await tab(context, `/e/${experiment}`));
  const leader = await leaderOf(tabs);
  const others = tabs.filter((each) => each !== leader);
  await goes(leader.page);
  for (let i = 0; i < 5; i++) await aRun(mlflow, experiment, `meanwhile ${i}`);
  for (const { page } of others) for (let i = 0; i < 5; i++) await page.getByRole('link', { name: `meanwhile ${i}` }).waitFor();
  await aRun(mlflow, experiment, 'later');
  for (const { page } of others) await page.getByRole('link', { name: 'later' }).waitFor();

  // One that comes back catches up, and joins the others.
  if (how === 'is hidden') await hide(leader.page, false);
  if (how === 'is hidden' || how === 'stands still') await leader.page.getByRole('link', { name: 'later' }).waitFor();
  await expect.poll(() => streams(tabs)).toBe(1);
  await context.close();
});

test('when the server is back, all tabs go on where they were', async () => {
  const experiment = await anExperiment('started anew');
  const context = await browser.newContext();
  const tabs: Tab[] = [];
  for (let i = 0; i < 3; i++) tabs.push(await tab(context, `/e/${experiment}`));
  await leaderOf(tabs);
  await server.stop();
  for (const { page } of tabs) await page.getByText('The server has not answered since').waitFor();
  await server.start();
  await aRun(mlflow, experiment, 'after the start');
  for (const { page } of tabs) await page.getByRole('link', { name: 'after the start' }).waitFor();
  await expect.poll(() => streams(tabs)).toBe(1);
  await context.close();
});
