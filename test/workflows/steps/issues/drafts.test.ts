import { expect, it } from 'vitest';
import type { ExecutionRecord } from '../../../../src/workflows/executions/execution-record.js';
import { subjectOf } from '../../../../src/workflows/steps/issues/drafts.js';

const run = (executionId: string, more: object = {}) =>
  ({ executionId, event: null, pull: null, repository: null, ...more }) as unknown as ExecutionRecord;

it('is about the same thing when a run that no event started is tried again', () => {
  expect(subjectOf(run('wf:1:schedule:2:retry.3'))).toEqual(subjectOf(run('wf:1:schedule:2')));
  expect(subjectOf(run('wf:1:schedule:2'))).not.toEqual(subjectOf(run('wf:1:schedule:3')));
});

it('is about the error, whichever event told of it', () => {
  const payload = { organization: 'acme', issue: { id: 7 } };
  const sentry = (id: string) => run('x', { event: { id, source: 'sentry', type: 'issue', payload } });
  expect(subjectOf(sentry('1'))).toEqual({ kind: 'sentry_issue', organization: 'acme', issueId: '7' });
  expect(subjectOf(sentry('2'))).toEqual(subjectOf(sentry('1')));
});
