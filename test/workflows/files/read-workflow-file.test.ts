import { expect, it } from 'vitest';
import { readWorkflowFile } from '../../../src/workflows/files/read-workflow-file.js';

const read = (text: string | Buffer, ofRepository = true) => readWorkflowFile(Buffer.from(text), { ofRepository });
const HEAD = 'name: a\non: [{ manual: }]\n';
const call = (body: string) => `${HEAD}do: [{ http_request: { url: 'https://x.example', body: ${body} } }]`;

it('reads what a person writes, with a byte order mark or without', async () => {
  const text = `${HEAD}do: [{ delay: { for: 1m } }]`;
  expect(await read(text)).toMatchObject({ ok: true, definition: { name: 'a', status: 'active' } });
  expect(await read(`\uFEFF${text}`)).toEqual(await read(text));
});

it.each([
  ['no YAML', 'name: [', '', 'is not valid YAML'],
  ['nothing', '', '', 'is empty'],
  ['two documents', '---\na: 1\n---\nb: 1\n', '', 'more than one document'],
  ['other bytes', Buffer.from([0xc3, 0x28]), '', 'is not UTF-8 text'],
  ['too much', `# ${'x'.repeat(64 * 1024)}`, '', 'is larger than 64 kB'],
  ['an alias in itself', call('&a { b: *a }'), '', 'is nested deeper than 50'],
  [
    'aliases that stand for millions',
    `a: &a [${'x,'.repeat(999)}]\nb: &b [${'*a,'.repeat(20)}]\nc: [${'*b,'.repeat(20)}]`,
    '',
    'is too large with its aliases',
  ],
  ['a NUL', call('"\\0"'), '', 'holds a NUL'],
  ['half of a character', call('"\\ud800"'), '', 'half of a character'],
  ['a tag before keys and values', call('!x { b: 1 }'), '', 'has a tag'],
  ['other repositories', `${HEAD}repositories: [acme/shop]\ndo: [{ delay: { for: 1m } }]`, 'repositories', 'lies in'],
  ['a wrong step', `${HEAD}do: [{ delay: { for: soon } }]`, 'do[0].delay.for', 'must be a time'],
])('says what is wrong with %s', async (_, text, field, detail) => {
  expect(await read(text)).toMatchObject({ ok: false, errors: [{ field, detail: expect.stringContaining(detail) }] });
});

it('takes a list of repositories from a file that lies in none', async () => {
  const text = `${HEAD}repositories: [acme/shop]\ndo: [{ delay: { for: 1m } }]`;
  expect(await read(text, false)).toMatchObject({ ok: true, definition: { repositories: ['acme/shop'] } });
});
