import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { claimReply } from '../../src/ledger/claim-reply.js';
import { type DismissalEntry, dismissFinding } from '../../src/ledger/dismiss-finding.js';
import { forgetMemory, restoreMemory } from '../../src/ledger/forget-memory.js';
import { readDismissals } from '../../src/ledger/read-dismissals.js';
import { readEarlier } from '../../src/ledger/read-earlier.js';
import { recordSignals } from '../../src/ledger/record-signals.js';
import { reopenFinding } from '../../src/ledger/reopen-finding.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let pull: { id: string; installationId: number; repositoryId: number };
let other: { id: string };

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  const rows: (typeof pull)[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES (90, 'acme', 1, 'User') RETURNING id),
          r AS (INSERT INTO repositories (installation_id, github_repo_id, full_name) SELECT id, 30, 'acme/shop' FROM i RETURNING id)
     INSERT INTO pull_requests (installation_id, repository_id, number, author, head_ref, head_sha, base_ref, base_sha)
     SELECT i.id, r.id, n, 'dora', 'h', 'h', 'b', 'b' FROM i, r, (VALUES (7), (8)) AS numbers(n)
     RETURNING id, installation_id AS "installationId", repository_id AS "repositoryId"`,
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error('no rows');
  pull = first;
  other = second;
  await source.query(
    `WITH r AS (INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, trigger, outcome)
       SELECT installation_id, repository_id, id, number, 'a', 'b', 'auto:main', 'reviewed' FROM pull_requests RETURNING *)
     INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
            title, body, path, line, quote)
     SELECT installation_id, repository_id, pull_request_id, id, n, 'f' || n, rule, 'minor', 'bug', 't', 'b', path, n, quote
       FROM r, (VALUES (1, 'js/eval', 'a.ts', 'eval(x)'), (2, 'js/eval', 'a.ts', 'eval(y)'), (3, 'js/eval', 'b.ts', 'eval(x)'),
                       (4, 'js/xss', 'a.ts', 'html(x)')) AS each(n, rule, path, quote)`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function entry(change: Partial<DismissalEntry> = {}): Promise<DismissalEntry> {
  const { findings } = await readEarlier(source, pull.id);
  const [finding] = findings;
  if (!finding) throw new Error('no finding');
  return {
    installationId: pull.installationId,
    repositoryId: pull.repositoryId,
    pullRequestId: pull.id,
    finding,
    scope: 'finding',
    rule: 'js/eval',
    reason: 'not a bug',
    text: 'because',
    days: null,
    by: { id: 501, login: 'dora' },
    sourceKind: 'comment',
    key: '77',
    link: null,
    ...change,
  };
}

async function states(): Promise<string[]> {
  return (await readEarlier(source, pull.id)).findings.map(({ state }) => state);
}

describe('dismissFinding', () => {
  it.each([
    ['finding', 'js/eval', [1]],
    ['file', 'js/eval', [1, 2]],
    ['repository', 'js/eval', [1, 2, 3]],
    ['file', null, [1]],
    ['repository', null, [1, 3]],
  ] as const)('scope %s, rule %s: covers %j', async (scope, rule, handles) => {
    expect(await dismissFinding(source, await entry({ scope, rule }))).toEqual({ handles, scope });
    expect(await states()).toEqual(
      [1, 2, 3, 4].map((each) => (handles.some((one) => one === each) ? 'dismissed' : 'open')),
    );
    const here = { repositoryId: pull.repositoryId, pullRequestId: pull.id };
    expect(await readDismissals(source, here)).toMatchObject([{ scope, reason: 'not a bug', dismissedBy: 'dora' }]);
    const elsewhere = await readDismissals(source, { ...here, pullRequestId: other.id });
    expect(elsewhere).toHaveLength(scope === 'finding' ? 0 : 1);
  });

  it('changes nothing where its comment is carried out again after it was undone', async () => {
    const said = await entry();
    await dismissFinding(source, said);
    const undo = { pullRequestId: pull.id, handle: 1, by: { id: 502, login: 'eve' }, key: '9' };
    expect(await reopenFinding(source, undo)).toEqual([1]);
    expect((await dismissFinding(source, said)).handles).toEqual([]);
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
  });

  it.each(['file', 'repository'] as const)(
    'takes only the one that is about security, said for its %s',
    async (scope) => {
      await source.query(`UPDATE findings SET category = 'security' WHERE rule = 'js/eval'`);
      expect(await dismissFinding(source, await entry({ scope }))).toEqual({ handles: [1], scope: 'finding' });
      expect(await states()).toEqual(['dismissed', 'open', 'open', 'open']);
      const elsewhere = await readDismissals(source, { repositoryId: pull.repositoryId, pullRequestId: other.id });
      expect(elsewhere).toEqual([]);
    },
  );

  it('leaves a secret open though a dismissal of its file covers its rule', async () => {
    await source.query(`UPDATE findings SET rule = 'secrets/aws' WHERE handle IN (1, 2)`);
    await source.query(`UPDATE findings SET category = 'bug', rule = 'js/eval' WHERE handle = 4`);
    const { findings } = await readEarlier(source, pull.id);
    const fourth = findings[3];
    if (!fourth) throw new Error('no finding');
    const { handles } = await dismissFinding(
      source,
      await entry({ finding: fourth, scope: 'repository', rule: 'secrets/aws' }),
    );
    expect(handles).toEqual([4]);
  });

  it('is one dismissal however often the same comment is carried out', async () => {
    for (let time = 0; time < 2; time++)
      expect(await dismissFinding(source, await entry())).toEqual({ handles: [1], scope: 'finding' });
    expect(await source.query('SELECT 1 FROM memories')).toHaveLength(1);
  });

  it('ends with its time', async () => {
    await dismissFinding(source, await entry({ days: 30 }));
    await source.query(`UPDATE memories SET expires_at = now() - interval '1 second'`);
    await source.query(`UPDATE findings SET dismissed_until = now() - interval '1 second' WHERE state = 'dismissed'`);
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
    expect(await readDismissals(source, { repositoryId: pull.repositoryId, pullRequestId: pull.id })).toEqual([]);
  });
});

describe('reopenFinding', () => {
  const undo = (handle: number, key = '78') =>
    reopenFinding(source, { pullRequestId: pull.id, handle, by: { id: 502, login: 'eve' }, key });

  it('takes back everything that one dismissal covered, and keeps who did what', async () => {
    await dismissFinding(source, await entry({ scope: 'repository' }));
    expect(await undo(3)).toEqual([1, 2, 3]);
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
    expect(
      await source.query(
        "SELECT author_login, deleted_by, deleted_by_id::int, state = 'active' AS active FROM memories",
      ),
    ).toEqual([{ author_login: 'dora', deleted_by: 'eve', deleted_by_id: 502, active: false }]);
    expect(await readDismissals(source, { repositoryId: pull.repositoryId, pullRequestId: pull.id })).toEqual([]);
  });

  it('says the same for the same comment again, and nothing for what is not dismissed', async () => {
    await dismissFinding(source, await entry());
    expect([await undo(1), await undo(1), await undo(1, '79'), await undo(4, '80')]).toEqual([[1], [1], [], []]);
  });
});

describe('forgetMemory', () => {
  const forget = (number: number, key: string | null = '78', installationId = pull.installationId) =>
    forgetMemory(source, { installationId, number, by: { id: 502, login: 'eve' }, key });

  it('opens what a dismissal covered, tells it, and tells it again to the same comment', async () => {
    await dismissFinding(source, await entry({ scope: 'repository' }));
    const reopened = [1, 2, 3].map((handle) => ({ pullRequestId: pull.id, pullNumber: 7, handle }));
    expect(await forget(1)).toMatchObject({ memory: { number: 1, state: 'deleted' }, reopened });
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
    expect(await forget(1)).toMatchObject({ reopened });
    expect([await forget(1, '79'), await forget(1, null)]).toEqual([null, null]);
    expect(await readDismissals(source, { repositoryId: pull.repositoryId, pullRequestId: pull.id })).toEqual([]);
  });

  it('brings back what was forgotten, with what it covered', async () => {
    await dismissFinding(source, await entry({ scope: 'file' }));
    await forget(1);
    await restoreMemory(source, { installationId: pull.installationId, number: 1, by: null });
    expect(await states()).toEqual(['dismissed', 'dismissed', 'open', 'open']);
  });

  it('does not reach into another installation', async () => {
    await dismissFinding(source, await entry());
    expect(await forget(1, '78', pull.installationId + 1)).toBeNull();
    expect(await states()).toEqual(['dismissed', 'open', 'open', 'open']);
  });
});

describe('what two dismissals cover', () => {
  const by = { id: 502, login: 'eve' };
  const forget = (number: number) =>
    forgetMemory(source, { installationId: pull.installationId, number, by, key: '78' });
  const owners = async (): Promise<(number | null)[]> => {
    const rows: { number: number | null }[] = await source.query(
      `SELECT m.number FROM findings f LEFT JOIN memories m ON m.id = f.dismissal_id AND f.state = 'dismissed'
        WHERE f.pull_request_id = $1 ORDER BY f.handle`,
      [pull.id],
    );
    return rows.map(({ number }) => number);
  };
  const resolved = async (handle: number, resolvedBy: string | null): Promise<void> => {
    const { findings } = await readEarlier(source, pull.id);
    const findingId = findings[handle - 1]?.id ?? '';
    await recordSignals(source, [{ findingId, threadId: 't', resolvedBy, thumbsUp: 0, thumbsDown: 0 }]);
  };
  beforeEach(async () => {
    await dismissFinding(source, await entry());
    await dismissFinding(source, await entry({ scope: 'file', key: '80', reason: 'out of scope', by }));
    // The file was dismissed below its second finding: the first stays that of its own dismissal.
    await source.query(
      `UPDATE findings SET dismissal_id = (SELECT id FROM memories WHERE number = 1) WHERE pull_request_id = $1 AND handle = 1`,
      [pull.id],
    );
  });

  it('stays dismissed by the other one when one is forgotten, and opens with the last', async () => {
    const first = await forget(1);
    expect(first).toMatchObject({ reopened: [], kept: [{ handle: 1, number: 2 }] });
    expect(await forget(1)).toEqual(first);
    expect(await owners()).toEqual([2, 2, null, null]);
    const [row] = await source.query(
      'SELECT dismissed_by, dismissed_reason FROM findings WHERE handle = 1 AND pull_request_id = $1',
      [pull.id],
    );
    expect(row).toEqual({ dismissed_by: 'eve', dismissed_reason: 'out of scope' });
    expect(await forget(2)).toMatchObject({ reopened: [{ handle: 1 }, { handle: 2 }], kept: [] });
    expect(await states()).toEqual(['open', 'open', 'open', 'open']);
  });

  it('is covered again by the first when that is brought back after both were forgotten', async () => {
    for (const number of [1, 2]) await forget(number);
    await restoreMemory(source, { installationId: pull.installationId, number: 1, by: null });
    expect(await owners()).toEqual([1, null, null, null]);
  });

  it('is told by reopenFinding, which the same comment may ask for again', async () => {
    const undo = (key: string) => reopenFinding(source, { pullRequestId: pull.id, handle: 1, by, key });
    expect([await undo('78'), await undo('78')]).toEqual([[1], [1]]);
    expect(await owners()).toEqual([2, 2, null, null]);
    expect(await undo('79')).toEqual([1, 2]);
  });

  it('opens nothing that the other one covers when the thread is opened again', async () => {
    for (const number of [1, 2]) await forget(number);
    await resolved(1, 'dora');
    expect(await states()).toEqual(['dismissed', 'open', 'open', 'open']);
    expect(await reopenFinding(source, { pullRequestId: pull.id, handle: 1, by, key: '79' })).toEqual([]);
    await dismissFinding(source, {
      ...(await entry({ key: '81' })),
      finding: (await readEarlier(source, pull.id)).findings[1] as never,
      scope: 'file',
    });
    await resolved(1, null);
    expect(await owners()).toEqual([3, 3, null, null]);
  });

  it('lasts as long as the longer one', async () => {
    await source.query('DELETE FROM memories');
    await source.query(`UPDATE findings SET state = 'open'`);
    await dismissFinding(source, await entry({ days: 1 }));
    const { findings } = await readEarlier(source, pull.id);
    const second = findings[1];
    if (second === undefined) throw new Error('no finding');
    await dismissFinding(source, await entry({ finding: second, scope: 'file', key: '80' }));
    const ends = await source.query(
      'SELECT dismissed_until AS until FROM findings WHERE pull_request_id = $1 AND handle = 1',
      [pull.id],
    );
    expect(ends).toEqual([{ until: null }]);
  });
});

describe('claimReply', () => {
  it('gives one answer to many who ask at once, and the same comment its answer again', async () => {
    const claim = (commentKey: string) =>
      claimReply(source, {
        installationId: pull.installationId,
        pullRequestId: pull.id,
        userId: 501,
        kind: 'help',
        commentKey,
        everyMinutes: 60,
      });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(String(index))));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await claim(String(answers.indexOf(true)))).toBe(true);
    expect(await claim('later')).toBe(false);
  });
});
