import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource, EntityManager } from 'typeorm';
import { withTenant } from '../../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { syncInstallations } from '../../../src/installations/sync-installations.js';
import { addMemory } from '../../../src/memory/add-memory.js';
import { enterDismissal } from '../../../src/conversation/enter-dismissal.js';
import { readEarlier } from '../../../src/ledger/read-earlier.js';
import { syncMemoryFile } from '../../../src/memory/files/sync-memory-file.js';
import { memorySource } from '../../../src/memory/memory-source.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { connectRepository } from '../../../src/workflows/requests/connect-repository.js';
import { disconnectRepository } from '../../../src/workflows/requests/disconnect-repository.js';
import { redriveByPerson } from '../../../src/workflows/requests/redrive-by-person.js';
import { rerunReview } from '../../../src/workflows/requests/rerun-review.js';
import { rescanRepository } from '../../../src/workflows/requests/rescan-repository.js';
import { MEMORY_FILE_PORTS } from '../../../src/workflows/pulls/follow-memory-file.js';
import { endWorkOf } from '../../../src/workflows/scans/end-work-of.js';
import { purgeLeftovers } from '../../../src/workflows/scans/purge-leftovers.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { insertEvent, pullPayload } from '../pull-event.js';

let database: TestDatabase;
let source: DataSource;
let api: DataSource;
let installationId: number;
let repositoryId: number;
let counted = 0;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const dora = { githubId: 501, login: 'dora' };
const shop = { githubRepoId: 30, fullName: 'acme/shop', private: true };

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = { url: database.url, poolSize: 4, applicationName: 'test' };
  source = createDataSource({ ...settings, scope: 'system' });
  api = createDataSource({ ...settings, scope: 'tenant' });
  await Promise.all([source.initialize(), api.initialize()]);
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM events');
  await source.query('DELETE FROM dbos.workflow_status');
  await arrive('pull_request.opened', pullPayload());
  const rows: { id: number; installation: number }[] = await source.query(
    'SELECT id, installation_id AS installation FROM repositories',
  );
  ({ id: repositoryId, installation: installationId } = rows[0] ?? { id: 0, installation: 0 });
});
afterAll(async () => {
  await Promise.all([source.destroy(), api.destroy()]);
  await database.close();
});

const asked = () => ({ installationId, by: dora, requestId: `request ${(counted += 1)}` });

/** As a route calls it: in a transaction that sees one installation. */
function tenant<Input, Answer>(
  act: (manager: EntityManager, input: Input) => Promise<Answer>,
  input: Input,
): Promise<Answer> {
  return withTenant(api, [installationId], (manager) => act(manager, input));
}

async function arrive(eventType: string, payload: object) {
  const self = async () => ({ appSlug: 'nectr' });
  const ports = { source, github: { self }, timings: defaultTimings, log: quiet };
  return handleEvent(ports, await insertEvent(source, eventType, payload));
}

const disconnect = (purge = false) => tenant(disconnectRepository, { ...asked(), repositoryId, purge });
const connect = () => tenant(connectRepository, { ...asked(), repository: shop });
const row = async () =>
  (
    await source.query(
      'SELECT is_active AS active, disconnected_by AS by, scanned_at IS NOT NULL AS scanned FROM repositories WHERE id = $1',
      [repositoryId],
    )
  )[0];
const scans = (): Promise<unknown[]> => source.query('SELECT kind, reason, status FROM scans ORDER BY id');
const queued = async (queue: string): Promise<string[]> => {
  const rows: { id: string }[] = await source.query(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status WHERE queue_name = $1 AND status = 'ENQUEUED'`,
    [queue],
  );
  return rows.map(({ id }) => id);
};

describe('a repository that a person disconnected', () => {
  it('runs nothing any more; what ran ends, and the record says who it was', async () => {
    await tenant(rescanRepository, { ...asked(), repositoryId });
    expect(await disconnect()).toEqual({ kind: 'disconnected', memories: null });
    expect(await row()).toMatchObject({ active: false, by: 'dora' });
    expect(await source.query('SELECT status, outcome_reason AS reason FROM workflow_runs')).toEqual([
      { status: 'cancelled', reason: 'disconnected' },
    ]);
    expect(await scans()).toEqual([{ kind: 'full', reason: 'rescan', status: 'cancelled' }]);
    expect(await Promise.all(['runs', 'scans', 'purges'].map(queued))).toEqual([[], [], []]);
    const later = pullPayload({ action: 'synchronize', head: 'c'.repeat(40), updatedAt: '2026-01-01T00:05:00Z' });
    expect(await arrive('pull_request.synchronize', later)).toMatchObject({
      status: 'ignored',
      reason: 'disconnected',
    });
    const [pull]: { id: string }[] = await source.query('SELECT id FROM pull_requests');
    const reason = 'acme/shop is disconnected: connect it first.';
    expect(await tenant(rerunReview, { ...asked(), pullRequestId: pull?.id ?? '', full: false })).toEqual({
      kind: 'refused',
      reason,
    });
    expect(await tenant(rescanRepository, { ...asked(), repositoryId })).toEqual({ kind: 'refused', reason });
  });

  const added = {
    installation: { id: 90, account: { id: 1, login: 'acme', type: 'User' } },
    repositories_added: [{ id: 30, full_name: 'acme/shop' }],
    repositories_removed: [],
  };
  const sync = (listed: boolean) =>
    syncInstallations({
      source,
      listInstallations: async () => [{ ...added.installation, permissions: {}, events: [] }],
      listRepositories: async () => (listed ? [{ id: 30, full_name: 'acme/shop', private: true }] : []),
      endRuns: endWorkOf,
      resumed: async () => 0,
    });

  it.each<[string, () => Promise<unknown>]>([
    ['GitHub says that it is given again', () => arrive('installation_repositories.added', added)],
    [
      'the installation is made known again',
      () => arrive('installation.created', { ...added, repositories: added.repositories_added }),
    ],
    ['the daily look finds it', () => sync(true)],
    ['a push arrives', () => arrive('pull_request.opened', pullPayload({ number: 8 }))],
    [
      'it is renamed',
      () =>
        arrive('repository.renamed', {
          installation: { id: 90 },
          repository: { id: 30, full_name: 'acme/store', private: true },
        }),
    ],
  ])('stays so although %s', async (_, happens) => {
    await disconnect();
    await happens();
    expect(await row()).toMatchObject({ active: false, by: 'dora' });
    expect(await Promise.all(['runs', 'scans'].map(queued))).toEqual([[], []]);
  });

  it('is served again when a person connects it, and what was missed is read', async () => {
    await source.query('UPDATE repositories SET scanned_at = now()');
    await disconnect();
    const input = { ...asked(), repository: shop };
    const connected = await tenant(connectRepository, input);
    expect(connected).toEqual({
      kind: 'connected',
      repositoryId,
      scan: { id: expect.any(Number), kind: 'push', reason: 'connected', status: 'pending' },
    });
    expect(await row()).toEqual({ active: true, by: null, scanned: true });
    expect(await queued('scans')).toHaveLength(1);
    // The same request again after another decision repeats its answer, and does not turn it.
    await disconnect();
    expect(await tenant(connectRepository, input)).toEqual(connected);
    expect(await row()).toMatchObject({ active: false });
  });

  it('keeps its graph, until it is purged or taken from the App', async () => {
    const graph = createPostgresGraph(source);
    const key = { installationId, repoId: 30 };
    const fill = async () => {
      await graph.upsertRepository({ ...key, fullName: 'acme/shop', defaultBranch: 'main' });
      await source.query('UPDATE repositories SET scanned_at = now()');
    };
    await fill();
    await disconnect();
    expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 0 });
    expect(await disconnect(true)).toEqual({ kind: 'disconnected', memories: 0 });
    expect(await queued('purges')).toHaveLength(1);
    expect(await row()).toMatchObject({ scanned: false });
    expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 1 });
    for (const takenAway of [
      () => sync(false),
      () =>
        arrive('installation_repositories.removed', {
          ...added,
          repositories_added: [],
          repositories_removed: added.repositories_added,
        }),
    ]) {
      await connect();
      await fill();
      await disconnect();
      await source.query('DELETE FROM dbos.workflow_status');
      await takenAway();
      expect(await queued('purges')).toHaveLength(1);
      expect(await row()).toEqual({ active: false, by: 'dora', scanned: false });
      expect(await purgeLeftovers({ source, graph })).toEqual({ removed: 1 });
    }
  });

  it('loses what is remembered with a purge; what was dismissed is open again, and other repositories keep theirs', async () => {
    const rule = async (repository: number | null, text: string) => {
      const scope = { repositoryId: repository, pathGlob: null, symbol: null, rule: null, developer: null };
      const entry = { installationId, type: 'project_rule', text, state: 'active', scope, confidence: 1 } as const;
      await addMemory(source, { ...entry, source: memorySource('api'), author: null, days: null });
    };
    await rule(repositoryId, 'ours');
    await rule(repositoryId, 'in the index');
    await rule(null, 'of all');
    await source.query(`UPDATE memories SET mem0_id = 'm' WHERE text = 'in the index'`);
    await source.query(
      `WITH m AS (INSERT INTO memories (installation_id, repository_id, number, type, state, source_kind, pull_request_id, handle, reach, path,
              fingerprint, claim, reason, author_login, author_id)
           SELECT installation_id, repository_id, 9, 'dismissal', 'active', 'comment', id, 1, 'finding', 'a.ts', 'f', 'c', 'not a bug', 'dora', 501
             FROM pull_requests RETURNING id, pull_request_id),
            r AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
           SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM pull_requests RETURNING *)
       INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
              title, body, path, line, quote, state, dismissal_id, dismissed_by, dismissed_reason)
       SELECT r.installation_id, r.repository_id, r.pull_request_id, r.id, 1, 'f', 'js/eval', 'minor', 'bug', 't', 'b', 'a.ts', 1, 'q',
              'dismissed', m.id, 'dora', 'not a bug' FROM r JOIN m ON m.pull_request_id = r.pull_request_id`,
    );
    expect(await disconnect(true)).toEqual({ kind: 'disconnected', memories: 3 });
    // What the recall index has to give up says nothing and cannot be brought back.
    expect(
      await source.query(
        `SELECT text, state, deleted_at <= now() - interval '30 days' AS gone FROM memories ORDER BY number`,
      ),
    ).toEqual([
      { text: 'removed', state: 'deleted', gone: true },
      { text: 'of all', state: 'active', gone: null },
    ]);
    expect(await source.query('SELECT state, dismissed_by, dismissal_id FROM findings')).toEqual([
      { state: 'open', dismissed_by: null, dismissal_id: null },
    ]);
  });

  it('is not remembered for by what began before a purge, whoever was first', async () => {
    const scope = { repositoryId, pathGlob: null, symbol: null, rule: null, developer: null };
    const entry = { installationId, type: 'project_rule', text: 'learned', state: 'candidate', scope } as const;
    const learned = { ...entry, confidence: 1, source: memorySource('comment'), author: null, days: null };
    const texts = () => source.query('SELECT text FROM memories');
    // The purge is first and not through yet: what is learned waits for it.
    const purge = await begin(api, [installationId]);
    await disconnectRepository(purge.manager, { ...asked(), repositoryId, purge: true });
    const late = addMemory(source, learned);
    const refused = expect(late).rejects.toThrow('The repository is disconnected');
    await locked();
    await purge.commit();
    await refused;
    expect(await texts()).toEqual([]);
    // What is learned is first: the purge waits for it, and removes it.
    await connect();
    const learning = await begin(source);
    await addMemory(learning.manager, learned);
    const purged = disconnect(true);
    await locked();
    await learning.commit();
    expect(await purged).toEqual({ kind: 'disconnected', memories: 1 });
    expect(await texts()).toEqual([]);
    // A file that is read late says nothing either.
    const file = Buffer.from('memories: [{ text: Dates are kept in UTC }]');
    expect(await syncMemoryFile(source, { installationId, repositoryId }, file, MEMORY_FILE_PORTS)).toEqual([]);
    expect(await texts()).toEqual([]);
  });

  it('keeps no dismissal by a comment that began before a purge, whoever was first', async () => {
    const [place]: { pullRequestId: string }[] = await source.query(
      `INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM pull_requests
       RETURNING pull_request_id AS "pullRequestId"`,
    );
    await source.query(
      `INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
              title, body, path, line, quote)
       SELECT installation_id, repository_id, pull_request_id, id, 1, 'f', 'js/eval', 'minor', 'bug', 't', 'b', 'a.ts', 1, 'q' FROM reviews`,
    );
    const pullRequestId = place?.pullRequestId ?? '';
    const [finding] = (await readEarlier(source, pullRequestId)).findings;
    if (finding === undefined) throw new Error('no finding');
    const said = { scope: 'repository', reason: 'not a bug', text: 'decided', days: null } as const;
    const by = { id: 501, login: 'dora' };
    const dismiss = (of: Pick<DataSource, 'transaction'>, key: string) =>
      enterDismissal(
        of,
        { installationId, repositoryId, pullRequestId, by, sourceKind: 'comment', key, link: null },
        finding,
        said,
        (text) => text,
      );
    const left = () =>
      source.query(`SELECT f.state, f.dismissal_id, (SELECT count(*)::int FROM memories) AS memories FROM findings f`);
    const nothing = [{ state: 'open', dismissal_id: null, memories: 0 }];
    // The purge is first and not through yet: the dismissal waits for it.
    const purge = await begin(api, [installationId]);
    await disconnectRepository(purge.manager, { ...asked(), repositoryId, purge: true });
    const late = dismiss(source, 'c1');
    await locked();
    await purge.commit();
    expect(await late).toEqual({
      kind: 'refused',
      reason: 'The repository is disconnected: nothing is dismissed in it.',
    });
    expect(await left()).toEqual(nothing);
    // The dismissal is first: the purge waits for it, and takes it back.
    await connect();
    const dismissal = await begin(source);
    expect(await dismiss(dismissal.manager, 'c2')).toMatchObject({ kind: 'dismissed', handles: [1] });
    const purged = disconnect(true);
    await locked();
    await dismissal.commit();
    expect(await purged).toEqual({ kind: 'disconnected', memories: 1 });
    expect(await left()).toEqual(nothing);
  });
});

/** Until somebody waits for somebody else's transaction. */
function locked(): Promise<void> {
  return expect
    .poll(() =>
      source.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`),
    )
    .toHaveLength(1);
}

/** A transaction that is open until it is told to end; with ids as `withTenant` opens it. */
async function begin(of: DataSource, ids?: readonly number[]) {
  const runner = of.createQueryRunner();
  await runner.startTransaction();
  if (ids !== undefined)
    await runner.query(`SELECT set_config('app.scope', 'tenant', true), set_config('app.installations', $1, true)`, [
      ids.join(','),
    ]);
  return {
    manager: runner.manager,
    commit: async () => {
      await runner.commitTransaction();
      await runner.release();
    },
  };
}

describe('a person connects a repository', () => {
  it('that the tables do not know yet, once for each request', async () => {
    const input = { ...asked(), repository: { githubRepoId: 31, fullName: 'acme/new', private: false } };
    const connected = await tenant(connectRepository, input);
    expect(connected).toMatchObject({ kind: 'connected', scan: { kind: 'full', status: 'pending' } });
    expect(await tenant(connectRepository, input)).toEqual(connected);
    expect(await scans()).toHaveLength(1);
    expect(await tenant(connectRepository, { ...input, repository: shop })).toMatchObject({ kind: 'reused' });
  });

  it('not for an installation that is away or not theirs', async () => {
    const foreign = { ...asked(), installationId: installationId + 1, repository: shop };
    expect(await tenant(connectRepository, foreign)).toMatchObject({ kind: 'not found' });
    await source.query('UPDATE installations SET suspended_at = now(), is_active = false');
    expect(await connect()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('suspended') });
    expect(await scans()).toEqual([]);
  });
});

describe('a person asks for a scan', () => {
  it('and gets the one that waits or runs, if there is one', async () => {
    const rescan = () => tenant(rescanRepository, { ...asked(), repositoryId });
    const first = await rescan();
    expect(first).toMatchObject({ kind: 'scan', scan: { kind: 'full', reason: 'rescan', status: 'pending' } });
    expect(await rescan()).toEqual(first);
    await source.query(`UPDATE scans SET status = 'running', started_at = now()`);
    expect(await rescan()).toMatchObject({
      scan: { id: first.kind === 'scan' ? first.scan.id : 0, status: 'running' },
    });
    await source.query(`UPDATE scans SET status = 'completed', completed_at = now()`);
    expect(await rescan()).toMatchObject({ scan: { status: 'pending' } });
    expect(await scans()).toHaveLength(2);
  });

  it('not of a repository of somebody else', async () => {
    const foreign = { ...asked(), installationId: installationId + 1, repositoryId };
    expect(await tenant(rescanRepository, foreign)).toMatchObject({ kind: 'not found' });
    expect(await tenant(rescanRepository, { ...asked(), repositoryId: repositoryId + 1 })).toMatchObject({
      kind: 'not found',
    });
  });
});

describe('a person redrives an event', () => {
  const eventId = async () => {
    const rows: { id: string }[] = await source.query('SELECT id FROM events');
    return rows[0]?.id ?? '';
  };

  it('whose run failed: the new run says who wanted it, and a second call finds nothing failed', async () => {
    await source.query(`UPDATE workflow_runs SET status = 'failed', completed_at = now()`);
    const input = { installationId, by: dora, eventId: await eventId() };
    expect(await tenant(redriveByPerson, input)).toEqual({
      kind: 'redriven',
      queued: [expect.stringMatching(/^run:pr_review:.*:1$/)],
      refused: [],
    });
    expect(
      await source.query(`SELECT trigger_data AS data FROM workflow_runs WHERE parent_execution_id IS NOT NULL`),
    ).toEqual([{ data: { redriven_by: { id: 501, login: 'dora' } } }]);
    expect(await tenant(redriveByPerson, input)).toEqual({
      kind: 'refused',
      reason: 'Nothing to try again: neither the event nor a run of it has failed.',
    });
  });

  it('not one of somebody else, and none that there is not', async () => {
    await source.query(`UPDATE events SET status = 'failed', installation_id = $1`, [installationId]);
    const input = { installationId, by: dora, eventId: await eventId() };
    const missing = { kind: 'not found', reason: 'There is no such event.' };
    expect(await tenant(redriveByPerson, { ...input, installationId: installationId + 1 })).toEqual(missing);
    expect(await redriveByPerson(source, { ...input, installationId: installationId + 1 })).toEqual(missing);
    expect(await tenant(redriveByPerson, { ...input, eventId: 'x' })).toEqual(missing);
    expect(await tenant(redriveByPerson, input)).toMatchObject({
      kind: 'redriven',
      queued: [expect.stringMatching(/^event:/)],
    });
  });
});
