import type { GoldenPull } from '../golden-pull.js';

const TEST = `import { expect, it } from 'vitest';
import { slugOf } from '../src/slug.js';

it('joins words with dashes', () => {
  expect(slugOf('Blue Suede Shoes')).toBe('blue-suede-shoes');
});
`;

/** A function learns one more thing, and its test too. */
export const clean: GoldenPull = {
  name: 'clean',
  title: 'Slugs keep no accents',
  body: 'Links with accents were shown percent-encoded in mails.',
  author: 'bob',
  branch: 'plain-slugs',
  base: {
    'src/slug.ts':
      "/** The part of an address that names a product. */\nexport function slugOf(name: string): string {\n  return name.trim().toLowerCase().replaceAll(' ', '-');\n}\n",
    'test/slug.test.ts': TEST,
  },
  pushes: [
    {
      head: {
        'src/slug.ts':
          "/** The part of an address that names a product. */\nexport function slugOf(name: string): string {\n  const plain = name.normalize('NFD').replaceAll(/\\p{M}/gu, '');\n  return plain.trim().toLowerCase().replaceAll(' ', '-');\n}\n",
        'test/slug.test.ts': `${TEST}\nit('takes accents off', () => {\n  expect(slugOf('Crème Brûlée')).toBe('creme-brulee');\n});\n`,
      },
      claude: { summary: 'Takes accents off the slugs of products, with a test.', risk: 'low' },
    },
  ],
};
