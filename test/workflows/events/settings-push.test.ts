import { expect, it } from 'vitest';
import { settingsPush } from '../../../src/workflows/events/settings-push.js';

const sha = 'c'.repeat(40);
const push = (over: object = {}, files: object = { modified: ['.github/nectr.yml'] }) => ({
  ref: 'refs/heads/release/2.x',
  after: sha,
  commits: [
    { added: ['a.ts'], modified: [], removed: [] },
    { added: [], modified: [], removed: [], ...files },
  ],
  ...over,
});

it.each([
  ['changed', {}],
  ['added', { added: ['x', '.github/nectr.yml'] }],
  ['removed', { removed: ['.github/nectr.yml'] }],
])('the settings file is %s', (_, files) => {
  const named = Object.keys(files).length === 0 ? undefined : files;
  expect(settingsPush(push({}, named))).toEqual({ branch: 'release/2.x', sha });
});

it.each([
  ['other files', push({}, { modified: ['nectr.yml', 'docs/.github/nectr.yml', '.github/nectr.yaml'] })],
  ['a tag', push({ ref: 'refs/tags/v1' })],
  ['a branch that is deleted', push({ after: '0'.repeat(40) })],
  ['no commits', push({ commits: [] })],
  ['commits that are none', push({ commits: [null, 'x', { added: '.github/nectr.yml' }] })],
  ['another payload', { action: 'opened' }],
  ['nothing', null],
])('%s: no', (_, payload) => {
  expect(settingsPush(payload)).toBeNull();
});
