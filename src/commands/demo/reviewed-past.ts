import type { DataSource, EntityManager } from 'typeorm';
import type { Sandbox } from '../../sandbox/sandbox.js';
import { repositoryNamed } from '../../sandbox/state.js';
import { mergedDaysAgo } from '../../sandbox/seed-past.js';
import type { PastPull } from '../../sandbox/demo-repository/walk-past.js';
import { pastCommits } from './past-commits.js';
import { seedRound, type Place, type Posted } from './past-round.js';
import { seedRules } from './past-rules.js';
import { TOLD_FINDINGS } from './told-findings.js';

const DAY_MS = 86_400_000;

/**
 * Enters what a team would have in its ledger after half a year with the App: rounds, findings and what became of them,
 * costs and a few rules, for the pull requests of the demo's past. Sample data of the demo, the same at each time; the
 * pull requests that are opened after it are reviewed for real.
 */
export async function seedReviewedPast(
  source: DataSource,
  { fullName, past, now }: { fullName: string; past: readonly PastPull[]; now: Date },
  sandbox: Pick<Sandbox, 'state'>,
): Promise<void> {
  const [owner = '', name = ''] = fullName.split('/');
  const repository = repositoryNamed(sandbox.state, owner, name);
  if (repository === undefined) throw new Error(`${fullName} is not in the sandbox`);
  await source.transaction(async (manager) => {
    const rows: Place[] = await manager.query(
      `SELECT r.installation_id AS "installationId", r.id AS "repositoryId", w.id AS "workflowId"
         FROM repositories r, workflows w
        WHERE r.full_name = $1 AND w.name = 'pr_review' AND w.installation_id IS NULL`,
      [fullName],
    );
    const [place] = rows;
    if (place === undefined) throw new Error(`${fullName} is not known`);
    for (const [index, pull] of past.entries()) {
      const mergedAt = new Date(now.getTime() - mergedDaysAgo(index, past.length) * DAY_MS);
      const issue = repository.issues.get(pull.number);
      if (issue === undefined) throw new Error(`${fullName} has no pull request ${pull.number}`);
      const commits = await pastCommits(repository, issue);
      await seedPull(manager, place, { pull, index, mergedAt, issue, commits, repository, state: sandbox.state });
    }
    await manager.query(
      `INSERT INTO model_usage (installation_id, repository_id, day, model, requests, tokens_in, tokens_out, tokens_cache_read,
              cost)
       SELECT installation_id, repository_id, (created_at AT TIME ZONE 'UTC')::date, model, 4 * count(*), sum(tokens_in),
              sum(tokens_out), sum(tokens_cached), sum(cost)
         FROM reviews WHERE repository_id = $1 AND model IS NOT NULL GROUP BY 1, 2, 3, 4
       ON CONFLICT DO NOTHING`,
      [place.repositoryId],
    );
    await seedRules(manager, place, now);
  });
}

function originOf({ author, branch }: PastPull, index: number): 'human' | 'assisted' | 'agent' | 'bot' {
  if (author.login.endsWith('[bot]')) return 'bot';
  if (branch.startsWith('claude/')) return 'agent';
  return index % 5 === 3 ? 'assisted' : 'human';
}

async function seedPull(manager: EntityManager, place: Place, posted: Posted & { mergedAt: Date }): Promise<void> {
  const { pull, index, mergedAt, commits } = posted;
  const origin = originOf(pull, index);
  const openedAt = new Date(mergedAt.getTime() - DAY_MS);
  const [row]: { id: string }[] = await manager.query(
    `INSERT INTO pull_requests (installation_id, repository_id, number, state, title, author, origin, merged_at, additions,
            deletions, head_ref, head_sha, base_ref, base_sha, opened_at, last_reviewed_sha, created_at)
     VALUES ($1, $2, $3, 'closed', $4, $5, $6, $7, $8, $9, $10, $11, 'main', $12, $13, $11, $13)
     ON CONFLICT (repository_id, number) DO UPDATE SET origin = EXCLUDED.origin RETURNING id`,
    [
      place.installationId,
      place.repositoryId,
      pull.number,
      pull.title,
      pull.author.login,
      origin,
      mergedAt,
      12 + ((index * 37) % 240),
      (index * 13) % 90,
      pull.branch,
      commits.last,
      commits.base,
      openedAt,
    ],
  );
  if (row === undefined) throw new Error('a pull request gives one row');
  const one = { ...place, ...posted, pullRequestId: row.id, openedAt };
  if (origin === 'bot') return seedRound(manager, { ...one, round: 1, told: [], end: ['skipped', 'made by a bot'] });
  if (index % 23 === 11)
    await seedRound(manager, {
      ...one,
      round: 1,
      told: [],
      end: ['failed', 'Claude gave no answer within 10 minutes'],
    });
  const told = [0, 1, 2].slice(0, index % 4).map((at) => TOLD_FINDINGS[(index * 3 + at * 4) % TOLD_FINDINGS.length]!);
  await seedRound(manager, {
    ...one,
    round: 1,
    told,
    end: index % 17 === 5 ? ['partial', '1 file is too large'] : null,
  });
  if (told.length > 0) await seedRound(manager, { ...one, round: 2, told: [], end: null });
}
