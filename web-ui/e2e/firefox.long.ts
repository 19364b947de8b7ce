import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { NARROW, WIDE } from './browser.ts';
import { Firefox } from './firefox.ts';
import { pdf } from './hostile.ts';
import { aGuardedModel, stages } from './registry.ts';
import { aRun, filesAt, mlflowAt } from './seed.ts';

const url = inject('server');
const mlflow = mlflowAt(url);
const MODEL = 'churn <b>x';
/** As WebDriver spells it. */
const ENTER = '\uE007';
const FILES: Record<string, string | Uint8Array<ArrayBuffer>> = {
  'train.log': 'epoch 1\nepoch 2\n',
  'table.csv': 'a,b\n1,2\n',
  'config.json': '{"lr": 0.1}',
  'page.html': '<h1>Report</h1>',
  'paper.pdf': pdf('0'),
  'dot.png': Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')),
};
let firefox: Firefox;
let experiment: string;
let run: string;

beforeAll(async () => {
  firefox = await Firefox.start(process.env['FIREFOX'] ?? 'firefox-esr');
  await aGuardedModel(MODEL);
  experiment = (await mlflow<{ experiment_id: string }>('experiments/create', { name: 'in Firefox' })).experiment_id;
  for (let i = 0; i < 30; i++) {
    run = await aRun(mlflow, experiment, `run ${i}`);
    const metrics = [0.5, i, i === 3 ? 'NaN' : 1].map((value, step) => ({ key: 'loss', value, step, timestamp: Date.now() }));
    await mlflow('runs/log-batch', { run_id: run, metrics, params: [{ key: 'opt', value: i % 2 ? 'adam' : 'sgd' }] });
  }
  for (const [path, body] of Object.entries(FILES)) await filesAt(url, experiment)(run, path, body);
});
afterAll(() => firefox?.close());

/** What else a page must show, beside its heading, as an expression of the page. */
const pages = (): [address: string, shows?: string][] => {
  const model = `/m/${encodeURIComponent(MODEL)}`;
  const file = `/r/${run}/files`;
  const text = (what: string) => `document.body.innerText.includes('${what}')`;
  return [
    ['/', text('run 29')],
    ['/e', text('in Firefox')],
    [`/e/${experiment}`, text('run 29')],
    [`/e/${experiment}?view=curves`, `document.querySelector('canvas') !== null`],
    [`/r/${run}`, `document.querySelector('canvas') !== null`],
    [file, text('train.log')],
    [`${file}/train.log`, text('epoch 2')],
    [`${file}/table.csv`, text('1 row, 2 columns')],
    [`${file}/config.json`, text('lr')],
    [`${file}/page.html`, `document.querySelector('iframe') !== null`],
    [`${file}/paper.pdf`, `document.querySelector('iframe') !== null`],
    [`${file}/dot.png`, `document.querySelector('img')?.naturalWidth === 1`],
    ['/m', text(MODEL)],
    [model, text('Production')],
    [`${model}/v/3`, text('Against v2')],
    [`${model}/diff/2..3`, text('val_acc')],
    ['/deployed', text('@champion')],
    ['/audit', text('newest first')],
    ['/docs/api', text('/models/{name}')],
    ['/help', text('Keys')],
    ['/settings', text('Theme')],
  ];
};

for (const { width, height } of [WIDE, NARROW]) {
  test(`every page is there in Firefox, without a fault, ${width} px`, async () => {
    await firefox.resize(width, height);
    for (const [address, shows = 'true'] of pages()) {
      await firefox.visit(url + address);
      await expect.poll(() => firefox.ask(`document.querySelector('h1') !== null && ${shows}`), { message: address }).toBe(true);
      expect(await firefox.ask('document.documentElement.scrollWidth - document.documentElement.clientWidth'), address).toBe(0);
      expect(firefox.faults, address).toEqual([]);
    }
  });
}

test('in Firefox, runs are searched and a version is promoted by mouse and keys', async () => {
  await firefox.resize(WIDE.width, WIDE.height);
  await firefox.visit(`${url}/e/${experiment}`);
  const shows = (what: string) => expect.poll(() => firefox.ask(`document.body.innerText.includes('${what}')`), { message: what }).toBe(true);
  await shows('30 runs');
  // Firefox has a use of its own for this key.
  await firefox.type('/');
  await firefox.type('opt=adam');
  await shows('15 runs');
  await firefox.visit(`${url}/m/${encodeURIComponent(MODEL)}/v/3`);
  await expect.poll(() => firefox.count('button', 'Promote v3')).toBe(1);
  await firefox.click('button', 'Promote v3');
  await expect.poll(() => firefox.count('textbox', 'Reason')).toBe(1);
  await firefox.type(`better in Firefox${ENTER}`);
  await shows('v3 of churn <b>x is in Production');
  expect(await stages(MODEL, '2', '3')).toEqual(['Archived', 'Production']);
  expect(firefox.faults).toEqual([]);
});
