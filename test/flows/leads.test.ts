import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { CodeScanningAlert, Issue } from '../../src/sandbox/types.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Request, ScriptedReply } from '../claude/scripted/wire-types.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

const PATH = 'src/orders/payment-fee.ts';
const NEXT = 'src/orders/read-later.ts';
let flow: Flow;
let claude: ScriptedAnthropic;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-flow-000000', ANTHROPIC_BASE_URL: claude.url } });
});
beforeEach(() => {
  flow.repository.codeScanningAlerts = [];
  claude.requests.length = 0;
  claude.setScript(judging({ stands: 'stands', wrong: 'wrong', unsure: 'unsure' }));
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

const git = (...args: string[]) => execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' }).trim();

const closing: ScriptedReply = {
  content: [{ type: 'text', text: JSON.stringify({ summary: 'Exports.', risk: 'low', unmet_criteria: [] }) }],
};

/** A model that says of each lead what is written for its rule, and nothing of others. */
function judging(verdicts: Record<string, string>) {
  return (request: Request): ScriptedReply => {
    const content = leadsIn(request).flatMap(({ handle, rule }) => {
      const verdict = verdicts[rule.split('/').at(-1) ?? ''];
      if (verdict === undefined) return [];
      const input = { finding: handle, verdict, reason: `Read ${rule}.` };
      return [{ type: 'tool_use' as const, name: 'judge_finding', input }];
    });
    return request.messages.length === 1 && content.length > 0 ? { content } : closing;
  };
}

function leadsIn({ messages }: Request): { handle: string; rule: string }[] {
  const shown = JSON.stringify(messages[0]).matchAll(/- (L\d+) [^ ]+?:\d+ (\S+): /g);
  return [...shown].map(([, handle = '', rule = '']) => ({ handle, rule }));
}

const asked = () =>
  [...new Set(claude.requests.flatMap(({ body }) => leadsIn(body)).map(({ rule }) => rule))].toSorted();

async function grant(permissions: Record<string, 'read' | 'write'>): Promise<void> {
  flow.installation.permissions = { ...flow.installation.permissions, ...permissions };
  await flow.source.query('UPDATE installations SET permissions = $1', [JSON.stringify(flow.installation.permissions)]);
}

/** An alert for each rule, on a line of its own of a file that the pull request adds. */
function alerts(issue: Issue, rules: readonly string[]): CodeScanningAlert[] {
  const said = git('show', `${issue.pull?.head.sha}:${PATH}`)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [index + 1]));
  return rules.map((id, index) => ({
    number: index + 1,
    state: 'open',
    tool: 'Bandsaw',
    rule: { id, severity: 'warning', securitySeverity: null, description: `About ${id}`, tags: [] },
    ref: `refs/pull/${issue.number}/merge`,
    commitSha: issue.pull?.head.sha ?? '',
    path: PATH,
    startLine: said[index] ?? 1,
    endLine: said[index] ?? 1,
    message: `${id} is odd here`,
  }));
}

async function summaryOf(issue: Issue): Promise<string> {
  return flow.seen(issue).summaries[0] ?? '';
}

const calls = () => flow.sandbox.state.calls.filter(({ route }) => route.includes('code-scanning'));

it('asks nothing of code scanning that was not granted', async () => {
  const issue = await flow.openPull();
  flow.repository.codeScanningAlerts = alerts(issue, ['stands']);
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'reviewed' }]);
  expect(calls()).toEqual([]);
  expect(asked()).toEqual([]);
});

it('makes leads of alerts: posted, dropped or shown by what Claude says, counted, and asked once for a line', async () => {
  await grant({ security_events: 'read' });
  const rules = ['stands', 'wrong', 'unsure', 'unheard'];
  const issue = await flow.openPull({ deliver: false });
  const closed = { ...alerts(issue, ['closed'])[0], state: 'dismissed', startLine: 5 } as CodeScanningAlert;
  flow.repository.codeScanningAlerts = [...alerts(issue, rules), closed];
  await flow.sandbox.sendPull(flow.repository, issue, 'opened');
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'reviewed' }]);
  expect(asked()).toEqual(rules.map((rule) => `tool/Bandsaw/${rule}`).toSorted());
  const inline = [...(issue.pull?.reviewComments.values() ?? [])].filter(({ body }) => body.includes('Bandsaw'));
  expect(inline).toHaveLength(1);
  // The tool said no more than its title: Claude's reason is what the comment says, once.
  expect(inline[0]?.body).toMatch(/\*\*\n\nRead tool\/Bandsaw\/stands\.\n\n<details>/);
  expect(inline[0]?.body).toContain('Rule `tool/Bandsaw/stands` pointed here, Claude read it.');
  const summary = await summaryOf(issue);
  expect(summary).toMatch(/Worth a look \(not verified\)<\/summary>\n\n- .*`tool\/Bandsaw\/unheard`\)\n\n<\/details>/);
  expect(summary).toContain('1 claim dropped: Claude judged the lead of tool/Bandsaw/wrong wrong');
  const judged = `SELECT rule, verdict, answered FROM lead_judgements ORDER BY rule`;
  expect(await flow.source.query(judged)).toEqual([
    { rule: 'tool/Bandsaw/stands', verdict: 'stands', answered: true },
    { rule: 'tool/Bandsaw/unheard', verdict: 'unsure', answered: false },
    { rule: 'tool/Bandsaw/unsure', verdict: 'unsure', answered: true },
    { rule: 'tool/Bandsaw/wrong', verdict: 'wrong', answered: true },
  ]);

  claude.requests.length = 0;
  const head = issue.pull?.head.sha ?? '';
  const text = git('show', `${head}:${PATH}`);
  await flow.sandbox.push(
    flow.repository,
    issue.number,
    commitFiles(flow.demo.folder, head, { [PATH]: `${text}\n// end\n` }),
  );
  expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'reviewed' });
  expect(asked()).toEqual(['tool/Bandsaw/unheard']);
  expect([...(issue.pull?.reviewComments.values() ?? [])].filter(({ body }) => body.includes('Bandsaw'))).toHaveLength(
    1,
  );
});

it.each([
  ['the repository has no analysis', 404],
  ['the App may not read them any more', 403],
])('goes on without alerts where %s', async (_, status) => {
  await grant({ security_events: 'read' });
  const match = { method: 'GET', path: /code-scanning/ };
  flow.sandbox.state.faults.add({ kind: 'status', status, body: { message: 'no' }, match, times: 1 });
  const issue = await flow.openPull();
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'reviewed' }]);
  expect(await summaryOf(issue)).not.toMatch(/code scanning|Worth a look/);
});

it('makes a lead of a rule after thirty bad cases, says so once, and posts it again when its latest thirty are good', async () => {
  const code = 'export function read(text: string) {\n  return eval(text);\n}\n';
  const open = async () => {
    const [pull] = flow.demo.pulls;
    const sha = commitFiles(flow.demo.folder, git('rev-parse', pull?.head ?? ''), { [NEXT]: code });
    const issue = await flow.openPull({ deliver: false });
    await flow.sandbox.push(flow.repository, issue.number, sha, false);
    await flow.sandbox.sendPull(flow.repository, issue, 'opened');
    await flow.untilEnded(issue.number);
    return issue;
  };
  const told = (issue: Issue) =>
    [...(issue.pull?.reviewComments.values() ?? [])].filter(({ original }) => original.path === NEXT).length;
  const cases = (verdict: string) =>
    flow.source.query(
      `INSERT INTO lead_judgements (pull_request_id, fingerprint, installation_id, repository_id, rule, verdict)
       SELECT p.id, $1 || n, p.installation_id, p.repository_id, 'js/eval', $1
         FROM (SELECT * FROM pull_requests LIMIT 1) p, generate_series(1, 30) n`,
      [verdict],
    );
  claude.setScript(judging({ eval: 'wrong' }));
  expect(told(await open())).toBe(1);
  await cases('wrong');
  const [first, second] = [await open(), await open()];
  expect([told(first), told(second)]).toEqual([0, 0]);
  expect(asked()).toContain('js/eval');
  expect(await summaryOf(first)).toMatch(
    /Of the latest 30 cases of `js\/eval` here \d+ were dismissed or judged wrong/,
  );
  expect(await summaryOf(second)).not.toContain('Of the latest 30 cases');
  await cases('stands');
  const third = await open();
  expect(told(third)).toBe(1);
  expect(await summaryOf(third)).toContain('The latest 30 cases of `js/eval` here are good again');
});
