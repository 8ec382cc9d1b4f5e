import type { CostEstimate } from '../../claude/estimate-cost.js';
import { countOf } from '../../words/count-of.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import type { ReviewedRange } from './review-range.js';
import { coverageLine } from './summary-line.js';

/** What `nectr review --dry-run` says, in `--format json` as it stands here. */
export interface ReviewPlanReport {
  version: 1;
  model: string;
  /** What would be sent at first, in this order. */
  requests: CostEstimate['requests'];
  /** Estimated tokens by part of the prompts, each once. */
  parts: Record<string, number>;
  dollars: { least: number; most: number; never_above: number };
  /** Whether the model's price is known; else the highest one is counted. */
  priced: boolean;
  coverage: ReviewedRange['result']['coverage'];
}

/** The report of a review that was only planned. Pure. */
export function planReport(
  { result: { model, coverage } }: Pick<ReviewedRange, 'result'>,
  name: string,
  { requests, least, most, isPriced }: CostEstimate,
  neverAbove: number,
): ReviewPlanReport {
  const capped = (dollars: number) => Math.min(dollars, neverAbove);
  return {
    version: 1,
    model: name,
    requests,
    parts: { ...model?.parts },
    dollars: { least: capped(least), most: capped(most), never_above: neverAbove },
    priced: isPriced,
    coverage,
  };
}

/** The same for people, as plain lines. */
export function renderPlan(report: ReviewPlanReport): string {
  const { model, requests, parts, dollars, priced, coverage } = report;
  const sum = (of: (one: ReviewPlanReport['requests'][number]) => number) =>
    requests.reduce((all, one) => all + of(one), 0);
  const left = coverage.unread.map(({ path, reason }) => `  not read: ${cleanText(path)} (${cleanText(reason)})`);
  if (requests.length === 0)
    return `${['Nothing would be asked of Claude.', coverageLine(report), ...left].join('\n')}\n`;
  return `${[
    `${countOf(requests.length, 'request')} planned for ${model}; nothing was sent.`,
    ...requests.map(
      ({ name, tokens, cachedTokens }) =>
        `  ${name}: ${count(tokens)} tokens${cachedTokens > 0 ? `, ${count(cachedTokens)} of them from the cache` : ''}`,
    ),
    `Together ${count(sum(({ tokens }) => tokens))} tokens; what is read, by part: ${partsText(parts)}.`,
    `${coverageLine(report)}.`,
    ...left,
    `Cost: ${money(dollars.least)} if Claude answers at once, ${money(dollars.most)} if it looks much up; never above ${money(dollars.never_above)}.${priced ? '' : ' The price of this model is not known: the highest one is counted.'}`,
    'A second look at what must be fixed comes on top, if anything is found.',
  ].join('\n')}\n`;
}

function partsText(parts: Record<string, number>): string {
  const all = Object.entries(parts).toSorted(([, a], [, b]) => b - a);
  return all.map(([name, tokens]) => `${name} ${count(tokens)}`).join(', ') || 'nothing';
}

function count(tokens: number): string {
  return tokens.toLocaleString('en');
}

function money(dollars: number): string {
  return dollars > 0 && dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`;
}
