import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { estimateRequest } from '../../src/claude/estimate-tokens.js';
import { BudgetInput } from '../../src/ledger/budget-input.js';
import { setBudgets } from '../../src/ledger/set-budgets.js';
import type { ClaudeRequest } from '../../src/claude/types.js';
import { freeStoppedPulls } from '../../src/workflows/events/review-after-budget.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildFlow, type Flow } from './flow-stage.js';

const limits = { reviewTokens: 2e6, reviewDollars: 2, dailyTokens: 1e8, dailyDollars: 50 };
let flow: Flow;
let claude: ScriptedAnthropic;
let installationId: number;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: 'sk-ant-flow-000000', ANTHROPIC_BASE_URL: claude.url } });
});
beforeEach(() => {
  claude.requests.length = 0;
  // One look into a file, then the end; what is learned or described is nothing.
  claude.setScript(({ model, messages }) => {
    if (model === 'claude-haiku-5-5') return JSON.stringify({ memories: [], parts: [] });
    const input = { path: 'src/orders/payment-fee.ts', from_line: 1, to_line: 20 };
    return messages.length === 1
      ? { content: [{ type: 'tool_use', name: 'read_file', input }] }
      : JSON.stringify({ summary: 'Exports.', risk: 'low', unmet_criteria: [] });
  });
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

const asked = () => claude.requests.filter(({ body }) => body.model !== 'claude-haiku-5-5');
const summaryOf = (issue: Issue) => flow.seen(issue).summaries[0] ?? '';
const spent = async (): Promise<number> => {
  const [row] = await flow.source.query(
    `SELECT sum(tokens_in + tokens_out + tokens_cache_read + tokens_cache_write)::int AS tokens FROM model_usage`,
  );
  return row.tokens;
};
const limit = (daily_tokens: number) =>
  setBudgets(
    flow.source.manager,
    installationId,
    BudgetInput.parse({ repositories: [{ repository: 'acme/orchard', daily_tokens }] }),
    'dora',
  );
const SENTENCE =
  /stopped by budget: the daily budget of this repository \([\d,]+ tokens, set by dora\) is spent until \d{4}-\d\d-\d\d 00:00 UTC; then, or when it is raised, this head is reviewed again/;

it('a budget of the repository stops a review on its way, and later ones before they begin; the rules still speak', async () => {
  const whole = await flow.openPull();
  expect(await flow.untilEnded(whole.number)).toMatchObject([{ outcome: 'reviewed' }]);
  const [first] = asked();
  if (first === undefined) throw new Error('Claude was not asked');
  [{ id: installationId }] = await flow.source.query('SELECT id FROM installations');
  const { max_tokens: maxTokens, output_config: output, ...body } = first.body as unknown as Record<string, unknown>;
  const format = (output as { format?: { schema?: unknown } } | undefined)?.format?.schema ?? null;
  const estimate = estimateRequest({ ...body, format } as unknown as ClaudeRequest) + Number(maxTokens);
  // Two readers, each with a call of a tool and its end.
  expect(asked()).toHaveLength(4);

  claude.requests.length = 0;
  // Room for one careful estimate, and not for what the first call takes beside it.
  await limit((await spent()) + Math.ceil(estimate * 1.05));
  const stopped = await flow.openPull();
  const [run] = await flow.untilEnded(stopped.number);
  expect(run).toMatchObject({ status: 'completed', outcome: 'partial' });
  expect(run?.reason).toMatch(new RegExp(`^${SENTENCE.source}, \\d+ of \\d+ files not read$`));
  expect(asked()).toHaveLength(1);
  expect(summaryOf(stopped)).toMatch(new RegExp(`\\*\\*Partial review:\\*\\* ${SENTENCE.source}`));
  expect(flow.seen(stopped)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
  expect(stopped.pull?.reviewComments.size).toBeGreaterThan(0);

  claude.requests.length = 0;
  const late = await flow.openPull();
  const [last] = await flow.untilEnded(late.number);
  expect(last?.reason).toMatch(new RegExp(`^rules only: ${SENTENCE.source}$`));
  expect(asked()).toHaveLength(0);
  expect(summaryOf(late)).toMatch(new RegExp(`\\*\\*Partial review:\\*\\* rules only: ${SENTENCE.source}`));
  expect(flow.seen(late)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });

  expect(await freeStoppedPulls(flow.source, limits)).toEqual({ asked: 0 });
  await limit((await spent()) + 1e7);
  expect(await freeStoppedPulls(flow.source, limits)).toEqual({ asked: 2 });
  const again = [];
  // Both, first: the checks are those of the whole repository.
  for (const issue of [stopped, late]) again.push({ issue, runs: await flow.untilEnded(issue.number, 2) });
  for (const { issue, runs } of again) {
    expect(runs.at(-1)).toMatchObject({ status: 'completed', outcome: 'reviewed' });
    expect(summaryOf(issue)).not.toContain('Partial review');
    expect(flow.seen(issue)).toMatchObject({ summaries: [expect.any(String)], unfinishedChecks: 0 });
  }
  expect(await freeStoppedPulls(flow.source, limits)).toEqual({ asked: 0 });
});
