import { expect, it } from 'vitest';
import { grantReasons } from '../../src/setup/grant-reasons.js';
import { readDocument } from './documents.js';

/** Prettier pads the cells of a table. */
const bare = (row: string) => row.replaceAll(/ *\| */g, '|').trim();

it('says of each permission and event what app.yml asks for, and why', () => {
  const [, tables = ''] =
    /<!-- permissions -->\n([\s\S]*?)<!-- \/permissions -->/.exec(readDocument('.github/docs/install.md')) ?? [];
  const rows = tables
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(bare);
  const { permissions, events } = grantReasons();
  expect(rows, 'the tables of install.md').toEqual([
    ...permissions.map(({ name, level, why }) => bare(`| \`${name}\` | ${level} | ${why} |`)),
    ...events.map(({ name, why }) => bare(`| \`${name}\` | ${why} |`)),
  ]);
});
