import { createHash } from 'node:crypto';

const ids = ['issue', 'pull_request', 'comment', 'review', 'check_run', 'release', 'label', 'installation'] as const;

/**
 * What makes two deliveries the same event (behaviour.md, "Duplicates"): source, repository, number, action, time of
 * change and the action's own discriminator. Null where the payload has no time of change: then only the delivery id
 * tells. `eventType` is `name.action`.
 */
export function deduplicationHash(source: string, eventType: string, payload: unknown): string | null {
  const root = record(payload);
  const subject = record(root['pull_request'] ?? root['issue'] ?? root['check_run'] ?? root['release']);
  const changed = record(root['comment'] ?? root['review'])['updated_at'] ?? subject['updated_at'];
  if (eventType === 'check_run.rerequested' || typeof changed !== 'string') return null;
  const parts = [
    source,
    record(root['repository'])['id'] ?? null,
    subject['number'] ?? null,
    eventType,
    changed,
    root['before'] ?? null,
    root['after'] ?? null,
    ...ids.map((key) => record(root[key])['id'] ?? null),
    record(root['requested_reviewer'])['id'] ?? record(root['requested_team'])['id'] ?? null,
    record(root['assignee'])['id'] ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
