import type { Client } from '@modelcontextprotocol/client';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMemory } from '../../src/memory/add-memory.js';
import { endDiffReview } from '../../src/workflows/diffs/diff-review-record.js';
import { memorySource } from '../../src/memory/memory-source.js';
import { addTenant, addUser } from '../api/api-rig.js';
import { addFinding, addPull, addReview, addRun } from '../api/ledger-rows.js';
import { connect, openMcpRig, type McpRig } from './mcp-rig.js';

const CANARY = 'canary-of-the-other-tenant';
const NAMES = [
  'get_recent_reviews',
  'get_contributor_stats',
  'get_pr_verdict',
  'get_repo_health',
  'list_findings',
  'get_finding',
  'dismiss_finding',
  'report_fixed',
  'get_file_context',
  'search_memory',
  'remember',
  'review_diff',
];

interface Called {
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
  content: { type: string; text: string }[];
}
type Call = (name: string, args: Record<string, unknown>) => Promise<Called>;

let rig: McpRig;
let [reads, writes, readOnlyOwner] = ['', '', ''];
let [finding, second, foreign, foreignRepo] = ['', '', '', 'rival/vault'];
let schemas: Map<string, object>;
const clients: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  rig = await openMcpRig({ diffWaitMs: 50 });
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'empty'] });
  const rival = await addTenant(system, { account: 'rival', repositories: ['vault'] });
  const [dora, rita] = [await addUser(system, 'dora'), await addUser(system, 'rita')];
  rig.sees(dora, acme.access('write'));
  rig.sees(rita, acme.access('read'));
  reads = await rig.token(dora, ['mcp']);
  writes = await rig.token(dora, ['mcp', 'write']);
  readOnlyOwner = await rig.token(rita, ['mcp', 'write']);
  const owner = { installationId: acme.id, repositoryId: acme.repositoryIds[0]! };
  const pull = await addPull(system, owner, { number: 7, title: 'Total the cart' });
  const run = await addRun(system, owner, {
    pull_request_id: pull,
    status: 'completed',
    started_at: new Date(),
    completed_at: new Date(),
  });
  const review = await addReview(system, owner, {
    pull_request_id: pull,
    pull_number: 7,
    run_id: run,
    verdict: 'REQUEST_CHANGES',
    head_sha: 'b'.repeat(40),
  });
  finding = await addFinding(system, owner, { pull_request_id: pull, review_id: review, handle: 1 });
  second = await addFinding(system, owner, { pull_request_id: pull, review_id: review, handle: 2, severity: 'minor' });
  const large = await addPull(system, owner, { number: 8, title: 'Large' });
  const round = await addReview(system, owner, { pull_request_id: large, pull_number: 8 });
  for (let handle = 1; handle <= 120; handle++) {
    await addFinding(system, owner, {
      pull_request_id: large,
      review_id: round,
      handle,
      severity: 'minor',
      title: `Number ${handle} ${'ü'.repeat(150)}`,
      body: '語'.repeat(5000),
      evidence: JSON.stringify('語'.repeat(5000)),
    });
  }
  for (const [text, repositoryId, installationId] of [
    ['Prices are integers in cents', owner.repositoryId, acme.id],
    [`Prices are ${CANARY}`, rival.repositoryIds[0]!, rival.id],
  ] as const) {
    await addMemory(system, {
      installationId,
      type: 'project_rule',
      text,
      state: 'active',
      scope: { repositoryId, pathGlob: 'src/**', symbol: null, rule: null, developer: null },
      source: memorySource('api'),
      author: { id: 1, login: 'dora' },
      confidence: 1,
      days: null,
    });
  }
  const other = { installationId: rival.id, repositoryId: rival.repositoryIds[0]! };
  const otherPull = await addPull(system, other, { number: 7, title: CANARY, author: CANARY });
  const otherReview = await addReview(system, other, { pull_request_id: otherPull, pull_number: 7 });
  foreign = await addFinding(system, other, {
    pull_request_id: otherPull,
    review_id: otherReview,
    handle: 1,
    title: CANARY,
  });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await rig.close();
});

async function v2(token: string, pin?: '2026-07-28' | 'legacy'): Promise<Client> {
  const client = await connect(rig.origin, token, pin);
  clients.push(client);
  return client;
}

async function v1(token: string): Promise<FirstClient> {
  const client = new FirstClient({ name: 'test', version: '1' });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new FirstTransport(new URL('/mcp', rig.origin), { requestInit: { headers } }) as never);
  clients.push(client);
  return client;
}

/** Calls, and holds each answer against the announced schema, the bounds and the canary of the other tenant. */
function checked(client: Client | FirstClient): Call {
  const ajv = new Ajv2020({ strict: false, formats: { uuid: true } });
  return async (name, args) => {
    const answer = (await client.callTool({ name, arguments: args })) as Called;
    const whole = JSON.stringify(answer);
    expect(whole).not.toContain(CANARY);
    expect(Buffer.byteLength(answer.content[0]!.text)).toBeLessThanOrEqual(2000);
    if (answer.isError !== true) {
      expect(Buffer.byteLength(JSON.stringify(answer.structuredContent))).toBeLessThanOrEqual(20_000);
      expect(ajv.validate(schemas.get(name)!, answer.structuredContent), `${name}: ${ajv.errorsText()}`).toBe(true);
    }
    return answer;
  };
}

describe.each([
  ['a client of SDK v2 that finds out', async () => v2(reads)],
  ['a client of SDK v2 at 2026-07-28', async () => v2(reads, '2026-07-28')],
  ['a client of SDK v2 at the era before', async () => v2(reads, 'legacy')],
  ['a client of SDK v1', async () => v1(reads)],
])('%s', (_name, open: () => Promise<Client | FirstClient>) => {
  let client: Client | FirstClient;
  let call: Call;
  beforeAll(async () => {
    client = await open();
    const { tools } = await client.listTools();
    schemas = new Map(tools.map(({ name, outputSchema }) => [name, outputSchema as object]));
    call = checked(client);
  });

  it('lists the tools in their order, the same each time', async () => {
    const first = await client.listTools();
    expect(first.tools.map(({ name }) => name)).toEqual(NAMES);
    expect(first.tools.every((tool) => tool.outputSchema !== undefined && (tool.description ?? '') !== '')).toBe(true);
    expect(
      first.tools.filter(({ annotations }) => annotations?.readOnlyHint === false).map(({ name }) => name),
    ).toEqual(['dismiss_finding', 'report_fixed', 'remember']);
    expect((await client.listTools()).tools).toEqual(first.tools);
  });

  it('reads', async () => {
    const recent = await call('get_recent_reviews', { repo: 'ACME/shop', limit: 1 });
    expect(recent.structuredContent).toMatchObject({ reviews: [{ pr_number: 8 }], next_cursor: expect.any(String) });
    const { next_cursor: cursor } = recent.structuredContent as { next_cursor: string };
    expect((await call('get_recent_reviews', { repo: 'acme/shop', limit: 1, cursor })).structuredContent).toMatchObject(
      {
        reviews: [{ pr_number: 7, verdict: 'REQUEST_CHANGES', findings: { must_fix: 1, should_fix: 0, minor: 1 } }],
        next_cursor: null,
      },
    );
    expect((await call('get_contributor_stats', { repo: 'acme/shop' })).structuredContent).toMatchObject({
      contributors: [{ login: 'ada', pull_requests: 2, reviews: 2 }],
      next_cursor: null,
    });
    expect((await call('get_pr_verdict', { repo: 'acme/shop', pr_number: 7 })).structuredContent).toMatchObject({
      verdict: 'REQUEST_CHANGES',
      outcome: 'reviewed',
      is_head: true,
      open: { must_fix: 1, should_fix: 0, minor: 1 },
    });
    expect((await call('get_repo_health', { repo: 'acme/shop' })).structuredContent).toMatchObject({ health: 92 });
    expect((await call('get_repo_health', { repo: 'acme/empty' })).structuredContent).toMatchObject({ health: null });
    expect((await call('list_findings', { repo: 'acme/shop', pr_number: 7 })).structuredContent).toMatchObject({
      findings: [
        { id: finding, handle: 'F1', severity: 'must-fix' },
        { id: second, severity: 'minor' },
      ],
      next_cursor: null,
    });
    expect((await call('get_finding', { id: finding })).structuredContent).toMatchObject({
      id: finding,
      repo: 'acme/shop',
      url: expect.stringContaining('https://github.com/acme/shop/pull/7'),
    });
    expect((await call('get_file_context', { repo: 'acme/shop', path: 'src/a.ts' })).structuredContent).toMatchObject({
      known: false,
      memories: [{ text: 'Prices are integers in cents' }],
    });
    expect((await call('search_memory', { repo: 'acme/shop', query: 'prices cents' })).structuredContent).toMatchObject(
      {
        memories: [{ text: 'Prices are integers in cents', path: 'src/**' }],
        next_cursor: null,
      },
    );
  });

  it.each([{ pr_number: 8 }, {}])('goes on by cursor until all findings were told: %j', async (of) => {
    const handles: string[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 20; pages++) {
      const { structuredContent } = await call('list_findings', {
        repo: 'acme/shop',
        ...of,
        ...(cursor && { cursor }),
      });
      const page = structuredContent as {
        findings: { pr_number: number; handle: string }[];
        next_cursor: string | null;
      };
      handles.push(...page.findings.map(({ pr_number, handle }) => `${pr_number}:${handle}`));
      if (page.next_cursor === null) break;
      cursor = page.next_cursor;
    }
    const expected = 120 + ('pr_number' in of ? 0 : 2);
    expect(handles.length).toBe(expected);
    expect(new Set(handles).size).toBe(expected);
  });

  it('bounds what is long, whatever its letters', async () => {
    const listed = await call('list_findings', { repo: 'acme/shop', pr_number: 8 });
    const [{ id }] = (listed.structuredContent as { findings: [{ id: string }] }).findings;
    const { structuredContent } = await call('get_finding', { id });
    expect((structuredContent as { body: string }).body).toMatch(/^語+…$/);
  });

  it('cannot write with the scope mcp alone', async () => {
    for (const [name, args] of [
      ['dismiss_finding', { id: finding, reason: 'intentional' }],
      ['report_fixed', { id: finding, sha: 'b'.repeat(40) }],
      ['remember', { repo: 'acme/shop', rule: 'Nothing of this is kept' }],
    ] as const) {
      const answer = await call(name, args);
      expect(answer).toMatchObject({ isError: true });
      expect(answer.content[0]!.text).toContain('scope write');
    }
    const [{ changed }] = await rig.system.query(
      `SELECT count(*)::int AS changed FROM findings WHERE reported_fixed_in IS NOT NULL OR state <> 'open'`,
    );
    expect(changed).toBe(0);
  });

  it('does not tell whether what is another tenant’s is there', async () => {
    const asked: [string, Record<string, unknown>, Record<string, unknown>][] = [
      ...['get_recent_reviews', 'get_contributor_stats', 'get_repo_health', 'list_findings'].map(
        (name): [string, Record<string, unknown>, Record<string, unknown>] => [
          name,
          { repo: foreignRepo },
          { repo: 'no/body' },
        ],
      ),
      ['get_pr_verdict', { repo: foreignRepo, pr_number: 7 }, { repo: 'no/body', pr_number: 7 }],
      ['get_file_context', { repo: foreignRepo, path: 'src/a.ts' }, { repo: 'no/body', path: 'src/a.ts' }],
      ['search_memory', { repo: foreignRepo, query: 'prices' }, { repo: 'no/body', query: 'prices' }],
      ['get_finding', { id: foreign }, { id: '00000000-0000-4000-8000-000000000000' }],
    ];
    for (const [name, hidden, absent] of asked) {
      const answer = await call(name, hidden);
      expect(answer, name).toMatchObject({ isError: true });
      expect(answer.content[0]!.text).toMatch(/^There is no such (repository|finding), or you cannot see it\.$/);
      expect(await call(name, absent)).toEqual(answer);
    }
  });

  it('says what is wrong with arguments in our words', async () => {
    const said = async (name: string, args: Record<string, unknown>) => (await call(name, args)).content[0]!.text;
    expect(await said('get_finding', { id: 'F1' })).toMatch(/get_finding: id: must be a UUID$/);
    expect(await said('list_findings', { repo: 5, state: 'closed' })).toMatch(
      /repo: must be text, not a number, state: must be open, fixed, dismissed or outdated$/,
    );
    expect(await said('get_pr_verdict', { repo: 'acme/shop' })).toMatch(/pr_number: is missing$/);
  });

  it('offers the reviews as a resource, and the prompts', async () => {
    const { contents } = await client.readResource({ uri: 'nectr://repos/acme/shop/reviews' });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({
      reviews: [{ pr_number: 8 }, { pr_number: 7 }],
    });
    await expect(client.readResource({ uri: 'nectr://repos/rival/vault/reviews' })).rejects.toThrow(
      'There is no such repository, or you cannot see it.',
    );
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual(['fix-findings', 'explain-review']);
    const prompt = await client.getPrompt({ name: 'fix-findings', arguments: { repo: 'acme/shop', pr_number: '7' } });
    expect(JSON.stringify(prompt.messages)).toContain('pull request 7 of acme/shop');
  });
});

describe('writing tools', () => {
  let call: Call;
  beforeAll(async () => {
    call = checked(await v2(writes));
  });
  const audited = (): Promise<object[]> =>
    rig.system
      .query(`SELECT action, via, actor_login, ip, object_type, object_id, repository_id IS NOT NULL AS placed, details
                        FROM audit_log ORDER BY id`);

  it('dismiss, report and remember in the owner’s name, and stand in the audit log', async () => {
    const sha = 'b'.repeat(40);
    expect((await call('report_fixed', { id: second, sha })).structuredContent).toEqual({
      id: second,
      handle: 'F2',
      pr_number: 7,
      at_head: true,
    });
    const dismissed = await call('dismiss_finding', { id: finding, reason: 'intentional', note: 'Sandboxed \u0000' });
    expect(dismissed.structuredContent).toEqual({ id: finding, state: 'dismissed', handles: ['F1'] });
    const rule = 'Dates are in UTC';
    const kept = await call('remember', { repo: 'acme/shop', rule, scope: 'src/dates/**' });
    expect(kept.structuredContent).toMatchObject({ added: true, number: expect.stringMatching(/^M\d+$/) });
    const again = await call('remember', { repo: 'acme/shop', rule, scope: 'src/dates/**' });
    expect(again.structuredContent).toEqual({ ...kept.structuredContent, added: false });
    const all = { ip: '127.0.0.1', via: 'token', actor_login: 'dora', placed: true };
    expect(await audited()).toEqual([
      {
        ...all,
        action: 'finding.reported_fixed',
        object_type: 'finding',
        object_id: second,
        details: { sha, handle: 2 },
      },
      {
        ...all,
        action: 'finding.dismissed',
        object_type: 'finding',
        object_id: finding,
        details: { reason: 'intentional', scope: 'finding', handles: [1] },
      },
      {
        ...all,
        action: 'memory.added',
        object_type: 'memory',
        object_id: expect.any(String),
        details: expect.any(Object),
      },
    ]);
    expect((await call('get_finding', { id: finding })).structuredContent).toMatchObject({
      state: 'dismissed',
      dismissed: { by: 'dora' },
    });
  });

  it('refuse what is none of theirs, and keep nothing of it', async () => {
    const before = await audited();
    for (const [name, args, words] of [
      ['report_fixed', { id: foreign, sha: 'abcdef0' }, 'There is no such finding'],
      ['dismiss_finding', { id: foreign, reason: 'intentional' }, 'There is no such finding'],
      ['remember', { repo: foreignRepo, rule: 'Anything' }, 'There is no such repository'],
      ['report_fixed', { id: finding, sha: 'abcdef0' }, 'not open'],
      ['remember', { repo: 'acme/shop', rule: '  \t ' }, 'the text is empty'],
      ['remember', { repo: 'acme/shop', rule: `The key is ghp_${'a1B2'.repeat(9)}` }, 'secret'],
    ] as const) {
      const answer = await call(name, args);
      expect(answer, name).toMatchObject({ isError: true });
      expect(answer.content[0]!.text).toContain(words);
    }
    const reader = checked(await v2(readOnlyOwner));
    expect((await reader('dismiss_finding', { id: second, reason: 'intentional' })).content[0]!.text).toBe(
      'This needs write permission in acme/shop.',
    );
    expect(await audited()).toEqual(before);
    expect(rig.errors).toEqual([]);
  });
});

describe('arguments of the wrong kind', () => {
  it.each([
    ['get_pr_verdict', { repo: 'acme/shop', pr_number: 1e12 }],
    ['get_pr_verdict', { repo: 'acme/shop', pr_number: -1 }],
    ['get_pr_verdict', { repo: 'acme/shop', pr_number: '7' }],
    ['get_recent_reviews', { repo: 'acme/shop', limit: 1e9 }],
    ['get_recent_reviews', { repo: 'acme/shop\u0000' }],
    ['get_recent_reviews', { repo: 'x'.repeat(256) }],
    ['get_recent_reviews', { repo: 'acme/shop', cursor: 'bm8' }],
    ['list_findings', { repo: ['acme/shop'] }],
    ['list_findings', { repo: 'acme/shop', state: 'gone' }],
    ['get_finding', { id: "1' OR '1'='1" }],
    ['search_memory', { repo: 'acme/shop', query: '\u0000' }],
    ['get_file_context', { repo: 'acme/shop', path: '' }],
    ['get_contributor_stats', {}],
  ])('are refused by %s: %j', async (name, args) => {
    const client = await v2(writes);
    const answer = (await client.callTool({ name, arguments: args }).catch((error: Error) => ({
      isError: true,
      content: [{ type: 'text', text: error.message }],
    }))) as Called;
    expect(answer.isError).toBe(true);
    expect(answer.content[0]!.text).not.toContain('Something went wrong');
    expect(rig.errors).toEqual([]);
  });
});

describe('review_diff', () => {
  const diff = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-one\n+two\n';
  const finding = (nth: number) => ({
    severity: nth === 0 ? ('must-fix' as const) : ('minor' as const),
    category: 'bug',
    rule: 'r',
    title: `Number ${nth} ${'ü'.repeat(400)}`,
    body: '語'.repeat(5000),
    evidence: '語'.repeat(5000),
    path: 'a.ts',
    side: 'RIGHT' as const,
    line: 1,
    start_line: null,
    quote: 'two',
    suggestion: nth === 0 ? 'three' : 's'.repeat(4000),
  });
  const result = {
    outcome: 'partial' as const,
    reason: 'not all was read',
    verdict: 'REQUEST_CHANGES' as const,
    findings: Array.from({ length: 12 }, (_, nth) => finding(nth)),
    coverage: { total: 2, read: 1, skipped: 0, unread: [{ path: 'b'.repeat(4000), reason: 'r'.repeat(4000) }] },
    notices: ['語'.repeat(2000)],
    model: null,
    cost_usd: 0,
  };
  const waiting = () =>
    rig.system.query(`SELECT id, base, title FROM diff_reviews WHERE status = 'pending' ORDER BY created_at DESC`);

  it('answers that it is running, with progress, then with all findings over some pages', async () => {
    const client = await v2(reads);
    const call = checked(client);
    const told: string[] = [];
    const first = (await client.callTool(
      { name: 'review_diff', arguments: { repo: 'acme/shop', diff, base: 'main', title: 'Two' } },
      { onprogress: ({ message = '' }) => void told.push(message) },
    )) as Called;
    expect(first.structuredContent).toMatchObject({ status: 'running', step: null });
    expect(told).toEqual(['waiting for a worker']);
    const rows = await waiting();
    expect(rows).toMatchObject([{ base: 'main', title: 'Two' }]);
    // The same again is the same review.
    expect(
      (await call('review_diff', { repo: 'acme/shop', diff, base: 'main', title: 'Two' })).structuredContent,
    ).toMatchObject({ id: rows[0].id });
    await endDiffReview(rig.system, rows[0].id, { status: 'completed', result });
    const titles: string[] = [];
    let cursor = first.structuredContent!['next_cursor'];
    for (let page = 0; cursor !== null; page++) {
      expect(page).toBeLessThan(12);
      const { structuredContent, content } = await call('review_diff', { repo: 'acme/shop', cursor });
      expect(structuredContent).toMatchObject({ status: 'completed', outcome: 'partial' });
      expect(content[0]!.text).toMatch(/^12 findings, 1 of 2 files read \(partial: not all was read\)\./);
      const findings = structuredContent!['findings'] as ReturnType<typeof finding>[];
      titles.push(...findings.map(({ title }) => title.slice(0, 9)));
      // One that is cut would be a wrong one.
      for (const { suggestion } of findings) expect([null, 'three']).toContain(suggestion);
      cursor = structuredContent!['next_cursor'];
    }
    expect(titles).toEqual(result.findings.map(({ title }) => title.slice(0, 9)));
  });

  it('is read by nobody else, and asked for by nobody who does not see the repository', async () => {
    const mine = await checked(await v2(reads))('review_diff', { repo: 'acme/shop', diff, title: 'Mine' });
    const cursor = mine.structuredContent!['next_cursor'];
    const other = checked(await v2(readOnlyOwner));
    expect(await other('review_diff', { repo: 'acme/shop', cursor })).toMatchObject({ isError: true });
    expect(await other('review_diff', { repo: foreignRepo, diff })).toMatchObject({
      isError: true,
      content: [{ text: 'There is no such repository, or you cannot see it.' }],
    });
    expect(await checked(await v2(reads))('review_diff', { repo: 'acme/empty', cursor })).toMatchObject({
      isError: true,
    });
  });

  it('says why it cannot review', async () => {
    const call = checked(await v2(reads));
    const text = async (args: object) => (await call('review_diff', { repo: 'acme/shop', ...args })).content[0]!.text;
    expect(await text({})).toBe('Send a diff, or the cursor of an earlier answer.');
    expect(await text({ diff: 'hello' })).toContain('This is no output of git diff');
    expect(await text({ cursor: 'bm8' })).toBe('The cursor cannot be read.');
    const started = await call('review_diff', { repo: 'acme/shop', diff, title: 'Unusable' });
    const { id } = started.structuredContent as { id: string };
    await endDiffReview(rig.system, id, { status: 'failed', reason: 'The diff does not apply' });
    expect(await text({ cursor: started.structuredContent!['next_cursor'] })).toBe(
      'The diff was not reviewed: The diff does not apply.',
    );
    // A failed one is no answer to the same diff.
    expect(
      (await call('review_diff', { repo: 'acme/shop', diff, title: 'Unusable' })).structuredContent,
    ).not.toMatchObject({ id });
  });

  it('holds five of one person at most', async () => {
    const call = checked(await v2(readOnlyOwner));
    const answers = [];
    for (let nth = 0; nth < 6; nth++)
      answers.push(await call('review_diff', { repo: 'acme/shop', diff, title: `Number ${nth}` }));
    expect(answers.map(({ isError = false }) => isError)).toEqual([false, false, false, false, false, true]);
    expect(answers[5]!.content[0]!.text).toBe('5 of your diffs are under review: wait for them.');
  });
});
