import { expect, test } from 'vitest';
import { forwarded } from './forward';

const from = (hash: string): string | undefined => forwarded(new URL(`http://host/${hash}`));

test.each([
  ['#/experiments/1', '/e/1'],
  ['#/experiments/1/runs/abc', '/r/abc'],
  ['#/experiments/1/runs/abc/artifacts/plots/a b.png', '/r/abc/files/plots/a%20b.png'],
  ['#/experiments/1/runs/abc/model-metrics', '/r/abc'],
  ['#/models', '/m'],
  ['#/models/my%20model', '/m/my%20model'],
  ['#/models/a/versions/3', '/m/a/v/3'],
  ['#/compare-runs?runs=["a","b,c"]&experiments=["1"]', '/e/1?sel=a,b%252Cc'],
  ['#/compare-runs?runs=%5B%22a%22%5D&experiments=%5B%221%22%2C%222%22%5D', '/e/1?sel=a'],
  ['#/experiments', '/e'],
  ['#/prompts', '/'],
])('%s leads to %s', (hash, path) => {
  expect(from(hash)).toBe(path);
});

test('keeps what the query means', () => {
  const filter = encodeURIComponent("metrics.loss < 1 and params.`a b` = 'x'");
  const hash = `#/experiments/1?searchFilter=${filter}&orderByKey=metrics.%60loss%60&orderByAsc=true&lifecycleFilter=Deleted`;
  const url = new URL(from(hash) ?? '', 'http://host');
  expect(url.pathname).toBe('/e/1');
  expect(url.searchParams.get('q')).toBe("metrics.loss < 1 and params.`a b` = 'x'");
  expect(url.searchParams.get('sort')).toBe('metrics.loss');
  expect(url.searchParams.get('lifecycle')).toBe('deleted');
});

test('leaves other addresses alone', () => {
  expect(from('')).toBeUndefined();
  expect(from('#curves')).toBeUndefined();
  expect(forwarded(new URL('http://host/r/x#/experiments/1'))).toBeUndefined();
});
