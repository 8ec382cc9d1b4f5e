import { describe, expect, it } from 'vitest';
import { ticketReference, type TicketSubject } from '../../../src/integrations/services/ticket-reference.js';

const finding: TicketSubject = { kind: 'finding', repositoryId: 1, fingerprint: 'ab' };
const of = (subject: TicketSubject, workflowId = 'w', step = 's') => ticketReference({ workflowId, step, subject });

describe('ticketReference', () => {
  it('is the same for the same workflow, step and subject, for good', () => {
    expect(of(finding)).toBe('finding:caca8f799f8851162ac183d4bc32f92f853947eea7c0814555ed692017edb26c');
    expect(of({ fingerprint: 'ab', repositoryId: 1, kind: 'finding' })).toBe(of(finding));
    expect(of({ kind: 'sentry_issue', organization: 'Acme', issueId: '7' })).toBe(
      of({ kind: 'sentry_issue', organization: 'acme', issueId: '7' }),
    );
  });

  it('is another one for any other', () => {
    const all = [
      of(finding),
      of(finding, 'x'),
      of(finding, 'w', 't'),
      of(finding, 'w","s', ''),
      of(finding, 'ws', ''),
      of({ ...finding, repositoryId: 2 }),
      of({ ...finding, fingerprint: 'ac' }),
      of({ kind: 'pull_request', repositoryId: 1, number: 7 }),
      of({ kind: 'pull_request', repositoryId: 17, number: 7 }),
      of({ kind: 'pull_request', repositoryId: 1, number: 77 }),
      of({ kind: 'sentry_issue', organization: 'acme', issueId: '7' }),
      of({ kind: 'sentry_issue', organization: 'acme7', issueId: '' }),
      of({ kind: 'event', eventId: '7' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('is short and plain whatever it is made of', () => {
    expect(of(finding, 'file:支払い 🧾'.repeat(100), '\u0000"')).toMatch(/^[a-z_]+:[0-9a-f]{64}$/);
  });
});
