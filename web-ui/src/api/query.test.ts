import { expect, test } from 'vitest';
import { ApiError } from './errors';
import { ask, know, refresh } from './query';

test('what several ask for at a time is read once', async () => {
  let reads = 0;
  const read = () => Promise.resolve(++reads);
  expect(await Promise.all([ask('once', read), ask('once', read), ask('once', read)])).toEqual([1, 1, 1]);
});

test('what is known is not read', async () => {
  const read = () => Promise.reject(new Error('read'));
  know('known', read, 'here');
  expect(await ask('known', read)).toBe('here');
});

test('who waits when something changes gets what came after it', async () => {
  const answers: ((answer: string) => void)[] = [];
  const read = () => new Promise<string>((resolve) => answers.push(resolve));
  const first = ask('changed', read);
  refresh('changed');
  const second = ask('changed', read);
  answers[1]?.('new');
  answers[0]?.('old');
  expect(await Promise.all([first, second])).toEqual(['new', 'new']);
});

test('a failure is told to all who ask, and tried again', async () => {
  const refused = new ApiError(404, 'RESOURCE_DOES_NOT_EXIST', 'gone', '');
  const fail = () => Promise.reject(refused);
  await expect(Promise.all([ask('failed', fail), ask('failed', fail)])).rejects.toBe(refused);
  expect(await ask('failed', () => Promise.resolve('back'))).toBe('back');
});
