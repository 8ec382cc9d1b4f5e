import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { settingsReference } from '../../../src/github/settings/settings-reference.js';

/** Prettier pads the cells of the page. */
const bare = (table: string) =>
  table
    .replaceAll(/ *\| */g, '|')
    .replaceAll(/-{3,}/g, '---')
    .trim();

it('stands in the documents as the schema has it', () => {
  const page = readFileSync(new URL('../../../.github/docs/settings.md', import.meta.url), 'utf8');
  const [, table] = /<!-- settings -->\n([\s\S]*?)<!-- \/settings -->/.exec(page) ?? [];
  expect(bare(table ?? '')).toBe(bare(settingsReference()));
});
