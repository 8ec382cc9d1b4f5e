import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../src/github/settings/settings-schema.js';
import { skipReason } from '../../../src/review/plan/skip-reason.js';
import { sampleChange } from '../sample-change.js';

describe('E14: pull requests that nobody wrote', () => {
  it.each([
    ['Dependabot', { author: 'dependabot[bot]', authorIsBot: true }, {}, 'the author dependabot[bot] is a bot'],
    ['Renovate', { author: 'renovate[bot]', authorIsBot: true }, {}, 'the author renovate[bot] is a bot'],
    ['a coding agent', { author: 'copilot-swe-agent[bot]', authorIsBot: true, origin: 'agent' as const }, {}, null],
    ['ourselves', { author: 'nectr[bot]', authorIsBot: true, authorIsUs: true }, {}, 'we opened it ourselves'],
    ['Dependabot, where bots are wanted', { author: 'dependabot[bot]', authorIsBot: true }, { bots: true }, null],
    ['Renovate, where bots are wanted', { author: 'renovate[bot]', authorIsBot: true }, { bots: true }, null],
    [
      'ourselves, where bots are wanted',
      { author: 'nectr[bot]', authorIsBot: true, authorIsUs: true },
      { bots: true },
      'we opened it ourselves',
    ],
    ['Renovate under the name of a person', { author: 'renovate-runner', authorIsBot: false }, {}, null],
  ])('%s', (_, author, settings, reason) => {
    expect(skipReason({ ...sampleChange(), ...author }, settingsSchema.parse(settings))).toBe(reason);
  });
});

describe('branches that are not reviewed', () => {
  it.each([
    ['renovate/**', 'renovate/node/22', true],
    ['renovate/**', 'feature', false],
    ['release-*', 'release-1.2', true],
    ['feature/[x]', 'feature/[x]', true],
  ])('%s, %s: %s', (glob, headRef, skipped) => {
    const settings = settingsSchema.parse({ skip: { branches: [glob] } });
    expect(skipReason({ ...sampleChange(), headRef }, settings)).toBe(skipped ? `branch "${headRef}"` : null);
  });
});

describe('labels that stop a review', () => {
  it.each([
    ['WIP', ['wip'], 'label "wip"'],
    ['no review', ['No Review', 'bug'], 'label "No Review"'],
    ['wip', ['wip-2'], null],
  ])('%s, of %j: %s', (wanted, labels, reason) => {
    const settings = settingsSchema.parse({ skip: { labels: [wanted] } });
    expect(skipReason({ ...sampleChange(), labels }, settings)).toBe(reason);
  });
});
