import { expect, it } from 'vitest';
import { shortPath } from '../../../src/review/render/short-path.js';

it.each([
  ['src/a.ts', 'src/a.ts'],
  ['src/[id]/page.tsx', 'src/[id]/page.tsx'],
  ['src/<img src=x>.js', 'src/%3Cimg src=x%3E.js'],
  ['src/![x](http:evil).js', 'src/%21[x](http:evil).js'],
])('%s is shown as %s', (path, shown) => {
  expect(shortPath(path)).toBe(shown);
});

it('shows the end of a long one', () => {
  expect(shortPath(`${'a'.repeat(300)}/end.ts`)).toMatch(/^…a{193}\/end\.ts$/);
});
