import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsReference } from '../../../src/github/settings/settings-reference.js';

/** Prettier pads the cells of the README. */
const bare = (table: string) =>
  table
    .replaceAll(/ *\| */g, '|')
    .replaceAll(/-{3,}/g, '---')
    .trim();

it('stands in the README as the schema has it', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, table] = /<!-- settings -->\n([\s\S]*?)<!-- \/settings -->/.exec(readme) ?? [];
  expect(bare(table ?? '')).toBe(bare(settingsReference()));
});
