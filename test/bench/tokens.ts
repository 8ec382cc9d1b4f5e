import { AsyncLocalStorage } from 'node:async_hooks';
import { parseArgs } from 'node:util';
import { openCheckout } from '../../src/checkout/open-checkout.js';
import { readLastChanges } from '../../src/checkout/read-last-changes.js';
import { resolveRange } from '../../src/checkout/resolve-range.js';
import { localReviewer } from '../../src/commands/review/local-reviewer.js';
import { stepOf } from '../../src/commands/review/plan-requests.js';
import { reviewRange } from '../../src/commands/review/review-range.js';
import { closePool } from '../../src/review/analyzers/analyse.js';
import { addUsage, noUse, type ModelUse } from '../../src/review/ask/agents/model-use.js';
import type { Reviewer } from '../../src/review/ask/reviewer.js';
import { resolvedShare } from './resolved-share.js';
import { shownExcerpts } from './shown-excerpts.js';
import { startScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Request } from '../claude/scripted/wire-types.js';

/** The shortest prefix that the models of 2026 keep, on the careful side. */
const SHORTEST_CACHED = 4096;

/**
 * `npm run bench tokens -- --repo <path> [--last 10]`: the last merged changes of a repository, each read by three
 * agents that find nothing, over the real adapter and a Messages API with the real cache accounting. Prints what is
 * sent, by part of the prompt, which share each step has, which share of its prompt the second agent reads from the
 * cache, and how many of the excerpts a definition resolver chose and not a name.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { repo: { type: 'string', default: '.' }, last: { type: 'string', default: '10' } },
  });
  const claude = await startScriptedAnthropic({
    minCacheTokens: SHORTEST_CACHED,
    script: () => JSON.stringify({ summary: 'Nothing to say.', risk: 'low', unmet_criteria: [] }),
  });
  const checkout = await openCheckout(values.repo);
  const rows: Row[] = [];
  const partsOf: string[] = [];
  const steps = new Map<string, ModelUse>();
  const prompts: string[] = [];
  try {
    for (const { base, head, title } of await readLastChanges(checkout.folder, Number(values.last))) {
      claude.requests.length = 0;
      const config = {
        provider: { kind: 'anthropic' as const, apiKey: 'sk-ant-bench-000000', baseUrl: claude.url },
        model: 'claude-sonnet-5-5',
        smallModel: 'claude-haiku-5-5',
        parallel: true,
        budgets: { reviewTokens: 1e9, reviewDollars: 1e6, dailyTokens: 1e9, dailyDollars: 1e6 },
      };
      const range = await resolveRange(checkout, { range: `${base}...${head}`, kind: 'commits' });
      const { result } = await reviewRange(
        checkout,
        range,
        { step: (_, work) => work() },
        {
          signal: new AbortController().signal,
          reviewer: countingSteps(
            await localReviewer(checkout, head, config, 1e6, { claimed: () => undefined, spent: () => undefined }),
            steps,
          ),
        },
      );
      if (result.model === null) continue;
      const reviews = claude.requests.filter(({ body }) => isReview(body));
      // All agents are shown the same excerpts of a part of the change.
      prompts.push(...new Map(reviews.map(({ body }) => [excerptsOf(body), firstText(body)])).values());
      const [, second] = reviews.map(({ usage }) => usage);
      const sent = second && second.input_tokens + second.cache_creation_input_tokens + second.cache_read_input_tokens;
      rows.push({
        change: title.slice(0, 40),
        requests: result.model.requests,
        'tokens in': result.model.tokensIn,
        cached: `${percent(result.model.tokensCached, result.model.tokensIn)} %`,
        'second agent reads': second && sent ? percent(second.cache_read_input_tokens, sent) : 0,
        dollars: result.model.cost.toFixed(3),
      });
      const parts = Object.entries(result.model.parts).map(([name, tokens]) => `${name} ${tokens}`);
      partsOf.push(`${title.slice(0, 40)}: ${parts.join(', ')}`);
    }
  } finally {
    await checkout.close();
    await claude.close();
    await closePool();
  }
  console.table(rows);
  console.table(shares(steps));
  console.log(partsOf.join('\n'));
  const { shown, definitions, resolved } = resolvedShare(prompts);
  console.log(
    `Excerpts beside the changed functions: ${shown}; of ${definitions} definitions a resolver, not a name, chose ` +
      `${resolved} (${percent(resolved, definitions)} %; ${percent(resolved, shown)} % of all excerpts).`,
  );
  console.log(
    `Median of ${rows.length} changes: ${median(rows.map((row) => row['tokens in']))} tokens in for three agents; ` +
      `the second agent reads ${median(rows.map((row) => row['second agent reads']))} % of its prompt from the cache (prefixes of ${SHORTEST_CACHED} tokens and more).`,
  );
}

/** The same reviewer; what each step of the asking costs is added to `steps`. */
function countingSteps(reviewer: Reviewer, steps: Map<string, ModelUse>): Reviewer {
  const step = new AsyncLocalStorage<string>();
  return {
    ...reviewer,
    keep: (key, work) => step.run(stepOf(key), () => reviewer.keep(key, work)),
    claude: {
      model: reviewer.claude.model,
      send: (request, options) =>
        reviewer.claude.send(request, {
          ...options,
          onUsage: (usage) => {
            const name = step.getStore() ?? 'other';
            steps.set(name, addUsage(steps.get(name) ?? noUse, usage));
            options.onUsage?.(usage);
          },
        }),
    },
  };
}

function shares(steps: ReadonlyMap<string, ModelUse>): Record<string, object> {
  const all = [...steps.values()].reduce((sum, { cost }) => sum + cost, 0);
  return Object.fromEntries(
    [...steps].map(([name, { requests, tokensIn, tokensOut, tokensCached, cost }]) => [
      name,
      {
        requests,
        'tokens in': tokensIn,
        'tokens out': tokensOut,
        cached: `${percent(tokensCached, tokensIn)} %`,
        dollars: cost.toFixed(3),
        share: `${percent(cost * 1e6, all * 1e6)} %`,
      },
    ]),
  );
}

interface Row {
  change: string;
  requests: number;
  'tokens in': number;
  cached: string;
  /** Percent. */
  'second agent reads': number;
  dollars: string;
}

/** The first request of an agent that looks for faults. */
function isReview({ messages }: Request): boolean {
  const [first] = messages;
  const last = typeof first?.content === 'string' ? undefined : first?.content.at(-1);
  return messages.length === 1 && last?.type === 'text' && last.text.includes('Review this part');
}

function firstText({ messages: [first] }: Request): string {
  const content = first?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('\n\n');
}

function excerptsOf(body: Request): string {
  return JSON.stringify(shownExcerpts(firstText(body)));
}

function percent(part: number, whole: number): number {
  return Math.round((part / Math.max(1, whole)) * 100);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
