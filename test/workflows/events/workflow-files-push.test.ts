import { expect, it } from 'vitest';
import { workflowFilesPush } from '../../../src/workflows/events/workflow-files-push.js';

const SHA = 'a'.repeat(40);
const FILE = '.github/nectr/workflows/a.yml';
const push = (more: object = {}) => ({
  ref: 'refs/heads/main',
  after: SHA,
  created: false,
  deleted: false,
  forced: false,
  commits: [{ added: [], modified: [], removed: ['README.md', FILE] }],
  repository: { default_branch: 'main' },
  ...more,
});
const commits = (...added: string[]) => [{ added, modified: [], removed: [] }];

it.each([
  ['a file that goes', {}],
  ['a file that comes', { commits: commits(FILE) }],
  ['a forced push, which names nothing that it takes away', { forced: true, commits: [] }],
  ['a branch that is new', { created: true, commits: [] }],
  ['more commits than GitHub names', { commits: Array(2048).fill({ added: ['a'] }) }],
])('sees %s', (_, more) => {
  expect(workflowFilesPush(push(more))).toBe(SHA);
});

it.each([
  ['another branch', { ref: 'refs/heads/next' }],
  ['a tag of that name', { ref: 'refs/tags/main' }],
  ['a branch that is deleted', { deleted: true, after: '0'.repeat(40) }],
  ['other files', { commits: commits('src/a.ts', '.github/workflows/a.yml', '.github/nectr.yml') }],
  ['a folder of that name elsewhere', { commits: commits(`docs/${FILE}`, '.github/nectr/workflows/more/a.yml') }],
  ['another ending', { commits: commits('.github/nectr/workflows/a.yaml', '.github/nectr/workflows/.yml') }],
  ['no commits', { commits: [] }],
  ['what is no list', { commits: [null, 1, { added: 'x', modified: { a: 1 }, removed: [1, null] }] }],
  ['no payload', { commits: undefined }],
])('leaves %s', (_, more) => {
  expect(workflowFilesPush(push(more))).toBe(null);
});
