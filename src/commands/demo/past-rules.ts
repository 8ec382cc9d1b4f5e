import type { EntityManager } from 'typeorm';
import { holdNumbers, NEXT_NUMBER } from '../../memory/next-number.js';
import type { Place } from './past-round.js';

const DAY_MS = 86_400_000;

/** Enters rules of the team in each state. */
export async function seedRules(manager: EntityManager, place: Place, now: Date): Promise<void> {
  const rules = [
    ['project_rule', 'Amounts of money are whole cents, never decimals.', 'active', null, 'src/**', 14],
    [
      'decision',
      'Each statement of SQL stands in a file of its own, named after what it asks.',
      'active',
      null,
      null,
      6,
    ],
    [
      'project_pattern',
      'Routes parse what they are sent with zod before anything else sees it.',
      'active',
      null,
      'src/**',
      9,
    ],
    ['project_rule', 'Receipts are mailed after the answer, and tried again.', 'candidate', null, 'src/mail/**', 0],
    [
      'project_pattern',
      'Refunds are checked against the rest of the payment.',
      'candidate',
      null,
      'src/payments/**',
      0,
    ],
    ['decision', 'Coupons are compared in upper case.', 'stale', 'src/coupons/legacy.ts is gone', 'src/coupons/**', 2],
  ] as const;
  await holdNumbers(manager, place.installationId);
  for (const [at, [type, text, state, reason, glob, used]] of rules.entries())
    await manager.query(
      `INSERT INTO memories (installation_id, repository_id, number, type, text, state, state_reason, path_glob, source_kind,
              author_login, confidence, signals, used_count, last_used_at, created_at)
       VALUES ($1, $2, ${NEXT_NUMBER}, $3, $4, $5, $6, $7, 'comment', 'maya-okafor', 0.8, 3, $8, $9, $10)`,
      [
        place.installationId,
        place.repositoryId,
        type,
        text,
        state,
        reason,
        glob,
        used,
        used === 0 ? null : new Date(now.getTime() - at * DAY_MS),
        new Date(now.getTime() - (40 - at * 5) * DAY_MS),
      ],
    );
}
