import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { definitionJsonSchema } from '../../../src/workflows/definitions/definition-json-schema.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { STEP_ACTIONS } from '../../../src/workflows/steps/catalogue.js';

const COMMITTED = JSON.parse(readFileSync('.github/nectr-workflow.schema.json', 'utf8')) as object;
const validate = new Ajv2020({
  validateFormats: false,
  allErrors: true,
  strictTypes: false,
  strictRequired: false,
}).compile(COMMITTED);

const with_ = (more: object) => ({ name: 'a', on: [{ manual: null }], do: [{ label_pr: { labels: ['x'] } }], ...more });
const doing = (...steps: object[]) => with_({ do: steps });

it('is committed as it is made, with every action', () => {
  expect(COMMITTED).toEqual(JSON.parse(definitionJsonSchema()));
  const { properties } = (COMMITTED as { properties: { do: { items: { properties: object } } } }).properties.do.items;
  expect(Object.keys(properties)).toEqual(['name', 'if', 'timeout', ...STEP_ACTIONS.keys()]);
});

it.each([
  ['the least', with_({})],
  [
    'the example',
    {
      name: 'Payments need two people',
      on: [
        { event: 'pull_request.opened, pull_request.synchronize' },
        { schedule: '0 9 * * 1', timezone: 'Europe/Berlin' },
        { webhook: {} },
        { manual: { inputs: { reason: 'string' } } },
      ],
      if: 'touches("payments/**") && review.findings.must_fix == 0',
      config: { max_concurrent_executions: 5, retry_policy: { delay: 5 }, notifications: { on_failure: ['slack'] } },
      do: [
        { pr_review_analyzer: null },
        { quality_gates: { max_must_fix: 0, require_tests: true } },
        { approval: { from: ['write'], within: '48h' } },
        { post_comment: { body: 'Approved by ${{ steps.approval.by }}' }, if: 'steps.approval.granted' },
      ],
    },
  ],
  ['a timeout of a step', doing({ label_pr: { labels: ['x'] }, timeout: 30 })],
  ['texts that are filled in', doing({ set_check: { name: 'a', conclusion: '${{ inputs.what }}', title: 'b' } })],
])('takes what is read: %s', (_, written) => {
  expect(readDefinition(written)).toMatchObject({ ok: true });
  expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
});

it.each([
  ['an unknown key', with_({ steps: [] })],
  ['an unknown action', doing({ labels: {} })],
  ['two actions in a step', doing({ label_pr: { labels: ['x'] }, delay: { for: '1m' } })],
  ['no action in a step', doing({ name: 'a' })],
  ['a timeout of a step that waits', doing({ delay: { for: '1m' }, timeout: 90 })],
  ['a timeout in words', doing({ label_pr: { labels: ['x'] }, timeout: '30s' })],
  ['a wrong configuration', doing({ label_pr: { labels: 'x' } })],
  ['a key that the action does not have', doing({ quality_gates: { max_mustfix: 0 } })],
  ['an action that needs something, without it', doing({ post_comment: null })],
  ['a value that is none of those there are', doing({ set_check: { name: 'a', conclusion: 'green', title: 'b' } })],
  ['a trigger that is none', with_({ on: [{ cron: '0 9 * * 1' }] })],
])('refuses what is refused: %s', (_, written) => {
  expect(readDefinition(written)).toMatchObject({ ok: false });
  expect(validate(written)).toBe(false);
});
