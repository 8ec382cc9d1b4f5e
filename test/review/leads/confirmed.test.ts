import { expect, it } from 'vitest';
import { confirmed } from '../../../src/review/leads/confirmed.js';
import { sampleClaim } from '../sample-change.js';

const POINTED = 'Rule `js/ssrf` pointed here, Claude read it';

it.each([
  ['Why it matters.', 'No check before it.', 'Why it matters.', `${POINTED}: No check before it.`],
  ['Why it matters.', '  ', 'Why it matters.', `${POINTED}.`],
  ['', 'No check before it.', 'No check before it.', `${POINTED}.`],
  ['', '', '', `${POINTED}.`],
])('says the reason once: %j, %j', (body, reason, said, evidence) => {
  const claim = confirmed({ ...sampleClaim({ rule: 'js/ssrf', body }), tier: 'lead', fingerprint: 'f1' }, reason);
  expect(claim).toMatchObject({ body: said, evidence });
  expect(claim).not.toHaveProperty('tier');
});
