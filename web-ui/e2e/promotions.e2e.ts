import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Browser, Locator } from 'playwright-core';
import { axe, drawn, launch, NARROW, open, sideways, WIDE } from './browser.ts';
import { aGuardedModel, at, dialog, move, own, stages } from './registry.ts';
import { mlflowAt } from './seed.ts';
import { TestServer } from './server.ts';

const url = inject('server');
let browser: Browser;
let models = 0;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const aModel = () => aGuardedModel(`churn <b>x to promote ${++models}`);

const describe = (name: string, description: string) =>
  fetch(`${url}/api/2.0/mlflow/registered-models/update`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, description }),
  });

/** Clicks, and counts. */
function counting(): { click: (target: Locator) => Promise<void>; clicks: () => number } {
  let clicks = 0;
  return {
    click: async (target) => {
      clicks++;
      await target.click();
    },
    clicks: () => clicks,
  };
}

for (const size of [WIDE, NARROW]) {
  test(`journey 5: a version is promoted by three clicks and a reason, and rolled back by two, ${size.width} px`, async () => {
    const name = await aModel();
    const { page, faults, close } = await open(browser, `${url}/m`, { size });
    const { click, clicks } = counting();
    const begun = performance.now();
    await click(page.getByRole('link', { name, exact: true }));
    await click(page.getByRole('button', { name: 'Promote v3' }));
    await dialog(page).getByRole('row', { name: /val_acc.*0\.8500.*0\.9000.*\+0\.05000 better/ }).waitFor();
    await dialog(page).getByRole('row', { name: /latency_ms.*worse/ }).waitFor();
    await dialog(page).getByRole('row', { name: /depth 85 90/ }).waitFor();
    expect(await dialog(page).getByRole('checkbox', { name: /@champion/ }).isChecked()).toBe(true);
    expect(await dialog(page).getByRole('checkbox', { name: /Archive v2/ }).isChecked()).toBe(true);
    expect(await axe(page)).toEqual([]);
    expect(await sideways(page)).toBe(0);
    await page.keyboard.type('won the A/B test');
    await click(dialog(page).getByRole('button', { name: 'Promote v3' }));
    await page.getByText(`v3 of ${name} is in Production, v2 archived`).waitFor();
    expect(clicks()).toBe(3);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(await stages(name, '2', '3')).toEqual(['Archived', 'Production']);
    await page.getByRole('listitem').filter({ hasText: 'v3 moved from None to Production won the A/B test' }).filter({ hasText: 'on this page' }).waitFor();

    const back = counting();
    await back.click(page.getByRole('button', { name: 'Back to v2' }));
    await dialog(page).getByRole('row', { name: /val_acc.*worse/ }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.type('it burns');
    await back.click(dialog(page).getByRole('button', { name: 'Back to v2' }));
    await page.getByText(`v2 of ${name} is in Production, v3 archived`).waitFor();
    expect(back.clicks()).toBe(2);
    expect(await stages(name, '2', '3')).toEqual(['Production', 'Archived']);
    const model = await own<{ aliases: object[] }>('GET', at(name));
    expect(model.aliases).toEqual([{ alias: 'champion', version: '2' }]);
    await page.getByText('rolled back: v2 returned from Archived to Production').waitFor();
    expect(faults).toEqual([]);
    await close();
  });
}

test('a promotion is refused when somebody else was faster, and the dialog says who and compares anew', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`, { expected: [409] });
  await dialog(page).getByRole('row', { name: /val_acc.*0\.8500.*0\.9000/ }).waitFor();
  await page.keyboard.type('mine');
  await move(name, '4', 'Production', 'theirs came first');
  await dialog(page).getByRole('button', { name: 'Promote v3' }).click();
  const told = dialog(page).getByRole('alert').filter({ hasText: 'Production has changed since you opened this' });
  await told.filter({ hasText: 'v4 moved from None to Production' }).filter({ hasText: 'anonymous over the API' }).filter({ hasText: 'theirs came first' }).waitFor();
  await dialog(page).getByText('Version 4 is in Production, not version 2').waitFor();
  await dialog(page).getByRole('row', { name: /val_acc.*0\.9200.*0\.9000.*worse/ }).waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await stages(name, '2', '3', '4')).toEqual(['Archived', 'None', 'Production']);
  expect(await dialog(page).getByLabel('Reason').inputValue()).toBe('mine');
  await dialog(page).getByRole('button', { name: 'Promote v3' }).click();
  await page.getByText(`v3 of ${name} is in Production, v4 archived`).waitFor();
  await close();
});

test('what others do to Production shows in the open dialog by itself', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`, {
    // As of a model of which the newest versions alone are read.
    before: (there) => there.route(/model-versions\/search/, (route) => route.continue({ url: route.request().url().replace('=1000', '=3') })),
  });
  await dialog(page).getByRole('row', { name: /val_acc.*0\.8500/ }).waitFor();
  await move(name, '4', 'Production', 'theirs');
  await dialog(page).getByRole('button', { name: 'Compare with v4' }).click();
  await dialog(page).getByRole('row', { name: /val_acc.*0\.9200.*0\.9000/ }).waitFor();
  await own('POST', `${at(name)}/rollback`, { reason: 'v4 burns' });
  await dialog(page).getByRole('button', { name: 'Compare with v2' }).click();
  await dialog(page).getByRole('row', { name: /val_acc.*0\.8500.*0\.9000/ }).waitFor();
  await dialog(page).getByLabel('Reason').fill('better than both');
  await dialog(page).getByRole('button', { name: 'Promote v3' }).click();
  await page.getByText(`v3 of ${name} is in Production, v2 archived`).waitFor();
  await page.getByRole('button', { name: 'Back to v2' }).waitFor();
  await page.getByText('Candidates 1+').waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('when somebody else promotes the same version, the dialog closes and says so', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=3`);
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await move(name, '3', 'Production', 'theirs');
  await page.getByText(`v3 of ${name} is in Production`).waitFor();
  expect(await dialog(page).count()).toBe(0);
  expect(new URL(page.url()).search).toBe('');
  expect(faults).toEqual([]);
  await close();
});

test('a changed signature blocks until the name of the model is typed', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}?promote=5`);
  await dialog(page).getByText('input plan was string, becomes long').waitFor();
  await page.keyboard.type('callers are ready');
  const submit = dialog(page).getByRole('button', { name: 'Promote v5' });
  expect(await submit.isDisabled()).toBe(true);
  expect(await axe(page)).toEqual([]);
  await dialog(page).getByLabel('Name of the model, to override').fill(name);
  // The way back is offered once the page shows what it leads away from.
  let offered = -1;
  await page.route(
    /model-versions\/search/,
    async (route) => {
      await drawn(page);
      offered = await page.getByRole('button', { name: 'Roll back' }).count();
      await route.continue();
    },
    { times: 1 },
  );
  await submit.click();
  await page.getByText(`v5 of ${name} is in Production`).waitFor();
  expect(offered).toBe(0);
  await page.getByRole('button', { name: 'Roll back' }).click();
  await dialog(page).getByRole('heading', { name: `Back to v2 of ${name}` }).waitFor();
  await close();
});

test('the keyboard alone promotes', async () => {
  const name = await aModel();
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  const button = page.getByRole('button', { name: 'Promote v4' });
  await button.waitFor();
  for (let tabs = 0; tabs < 60 && !(await button.evaluate((element) => element === document.activeElement)); tabs++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('row', { name: /val_acc/ }).waitFor();
  await page.keyboard.type('by hand');
  await page.keyboard.press('Enter');
  await page.getByText(`v4 of ${name} is in Production`).waitFor();
  expect(faults).toEqual([]);
  await close();
});

test('moves that nobody fetches from are done at once, and undone', async () => {
  const name = await aModel();
  const { page, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  await page.getByRole('button', { name: 'To Staging: v3' }).click();
  await page.getByText('v3 is in Staging').waitFor();
  expect(await stages(name, '3')).toEqual(['Staging']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'To Staging: v3' }).waitFor();
  expect(await stages(name, '3')).toEqual(['None']);
  await close();
});

test('what others change is not undone from an open dialog, nor done twice', async () => {
  const name = await aModel();
  await own('PATCH', at(name), { mode: 'open', protected_aliases: [], reason: 'a trial' });
  await move(name, '1', 'Production', 'both', { archive_existing_versions: false });
  const { page, faults, close } = await open(browser, `${url}/m/${encodeURIComponent(name)}`);
  await page.getByRole('main').getByRole('button', { name: 'Settings' }).click();
  await dialog(page).getByLabel('Reason').fill('it is over');
  await own('PATCH', at(name), { protected_aliases: ['champion', 'stable'], reason: 'theirs' });
  await dialog(page).getByRole('radio', { name: /Guarded/ }).check();
  await move(name, '1', 'Archived', 'one is enough');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByText('keeps @champion, @stable').waitFor();
  await own('PATCH', at(name), { mode: 'open', reason: 'once more' });
  await move(name, '1', 'Production', 'both', { archive_existing_versions: false });

  await page.getByRole('button', { name: `Describe ${name}` }).click();
  await dialog(page).getByRole('textbox').fill('mine');
  await describe(name, 'theirs\n\nis long');
  await dialog(page).getByText('Somebody has changed it since you opened this.').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  const text = await page.getByText(/theirs\s+is long/).first().boundingBox();
  const edit = await page.getByRole('button', { name: `Edit the description of ${name}` }).boundingBox();
  expect(Math.abs((edit?.y ?? 0) - (text?.y ?? 0))).toBeLessThan(10);

  await page.getByRole('button', { name: 'Archive v1' }).click();
  await dialog(page).getByText(`Who fetches ${name} by the stage still gets v2.`).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Archive v2' }).click();
  await dialog(page).getByText(`Who fetches ${name} by the stage gets v1.`).waitFor();
  await move(name, '1', 'Archived', 'theirs');
  await dialog(page).getByText(`Nothing takes its place: who fetches ${name} by the stage finds no version.`).waitFor();
  await move(name, '2', 'Archived', 'theirs, too');
  await page.getByText(`v2 of ${name} is not in Production any more`).waitFor();
  expect(await dialog(page).count()).toBe(0);
  expect(new URL(page.url()).search).toBe('');
  expect(faults).toEqual([]);
  await close();
});

test('a promotion that is being written waits for a server that went away', async () => {
  const server = await TestServer.start();
  try {
    const there = mlflowAt(server.url);
    await there('registered-models/create', { name: 'away' });
    for (const source of ['one', 'two']) {
      await there('model-versions/create', { name: 'away', source: `s3://elsewhere/${source}` });
    }
    await there('model-versions/transition-stage', { name: 'away', version: '1', stage: 'Production', archive_existing_versions: true });
    const { page, close } = await open(browser, `${server.url}/m/away`);
    await page.getByRole('button', { name: 'Promote v2' }).click();
    const promote = dialog(page).getByRole('button', { name: 'Promote v2' });
    await promote.waitFor();
    await page.keyboard.type('worth waiting');
    await expect.poll(() => promote.isEnabled()).toBe(true);
    await server.stop();
    await dialog(page).getByText('this waits until it does').waitFor();
    expect(await promote.isDisabled()).toBe(true);
    expect(await axe(page)).toEqual([]);
    await server.start();
    await expect.poll(() => promote.isEnabled()).toBe(true);
    await promote.click();
    await page.getByText('v2 of away is in Production, v1 archived').waitFor();
    await page.getByText('worth waiting').first().waitFor();
    await close();
  } finally {
    await server.close();
  }
}, 60_000);
