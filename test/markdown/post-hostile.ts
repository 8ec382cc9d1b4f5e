import { redact } from '../../src/access/redact.js';
import { renderMarkdown } from '../../src/commands/review/render-markdown.js';
import { renderAnswer } from '../../src/conversation/render-answer.js';
import { renderSettings } from '../../src/conversation/render-settings.js';
import { postedBody } from '../../src/github/publish/posted-body.js';
import { suggestionBlock } from '../../src/github/publish/suggestion-block.js';
import { maskSecrets } from '../../src/review/analyzers/mask-secrets.js';
import { noUse } from '../../src/review/ask/agents/model-use.js';
import { endWaiting, foldLastReview } from '../../src/review/render/fold-last-review.js';
import { renderInlineComment } from '../../src/review/render/render-inline-comment.js';
import { renderOutcome } from '../../src/review/render/render-outcome.js';
import { renderReview } from '../../src/review/render/render-review.js';
import { refreshSummary } from '../../src/review/render/refresh-summary.js';
import type { SummaryParts } from '../../src/review/render/render-summary.js';
import type { LedgerFinding } from '../../src/review/types.js';
import { sampleFinding, sampleReport } from '../commands/review/sample-report.js';
import { fullHistory } from '../review/sample-history.js';
import { sampleChange, sampleTold, settings } from '../review/sample-change.js';
import { hostileText } from './hostile-text.js';
import { type Judged, judge, renderers } from './judge.js';
import { Random } from './random.js';

const repositoryUrl = 'https://github.com/acme/shop';
/** As the product cleans what it renders. */
const clean = (text: string) => redact(maskSecrets(text));
/** Apart from the rules of the product. */
const OBEYED = /^[ \t]*(?:[/@][a-z]|bors:?[ \t]|(?:recheck|lgtm)[ \t.!]*$)/i;
const MARKER = '<!-- marker -->';
const SHA = '1234567890abcdef1234567890abcdef12345678';

export interface Round {
  /** Hostile texts that were placed. */
  texts: number;
  /** Texts of ours that were judged. */
  posts: number;
  /** What acted, or what broke our layout: place, renderer, what, and the posted text. */
  live: string[];
  /** Texts that the last net had to show as code: the ways before it let something through. */
  caught: string[];
}

interface Post extends Omit<Judged, 'repositoryUrl'> {
  place: string;
  markdown: string;
}

/** Writes everything we post with a hostile text in each place that is not ours, and judges it by two renderers. */
export function postHostile(seed: number): Round {
  const random = new Random(seed);
  return postTexts(seed, random, () => hostileText(random));
}

/** The same with one text in all places. */
export function postEverywhere(text: string): Round {
  return postTexts(0, new Random(1), () => text);
}

function postTexts(seed: number, random: Random, next: () => string): Round {
  let texts = 0;
  const hostile = () => {
    texts++;
    return next();
  };
  const round: Round = { texts: 0, posts: 0, live: [], caught: [] };
  for (const post of posts(hostile, random)) {
    round.posts++;
    const tell = (wrong: string) => `${seed} ${post.place}, ${wrong}\n${post.markdown}`;
    const refused: string[] = [];
    const body = bodyOf(post, refused);
    if (refused.length > 0) round.caught.push(tell(refused.join(', ')));
    if (redact(post.markdown) !== post.markdown) round.live.push(tell('something is redacted only at the end'));
    // What the net shows as code has no layout left that could break; still nothing in it may act.
    const judged = refused.length > 0 ? { ...post, details: 0, rows: 0, suggestion: null } : post;
    round.live.push(...wrongIn(body, judged).map(tell));
  }
  return { ...round, texts };
}

/** The text that goes to GitHub; adds to `refused` what the last net held. */
function bodyOf({ place, markdown, suggestion }: Post, refused: string[]): string {
  return place === 'report'
    ? `${markdown}\n\n${MARKER}`
    : postedBody(markdown, MARKER, { repositoryUrl, suggestion, refused: (live) => refused.push(...live) });
}

function wrongIn(body: string, post: Omit<Judged, 'repositoryUrl'>): string[] {
  const orders = body.split('\n').filter((line) => OBEYED.test(line) && line !== post.suggestion);
  return [
    ...orders.map((line) => `an order to a bot: ${line}`),
    ...Object.entries(renderers).flatMap(([name, render]) =>
      judge(render(body), { ...post, repositoryUrl }).map((wrong) => `${name}: ${wrong}`),
    ),
  ];
}

function posts(hostile: () => string, random: Random): Post[] {
  const findings = Array.from({ length: 1 + random.below(3) }, (_, index) => ledgerFinding(hostile, index + 1));
  const parts = summaryParts(hostile, findings);
  const rendered = renderReview(parts, settings, clean);
  const summary = rendered.summary ?? '';
  const whole = { details: 3, rows: findings.length + 1, suggestion: null };
  const plain = { details: 0, rows: 0, suggestion: null };
  const comment = { details: 2, rows: 0, suggestion: null };
  const failure = renderOutcome(
    { kind: 'failed', reason: hostile(), nextTry: random.next() < 0.5 ? null : 'soon' },
    SHA,
  );
  const folded = foldLastReview(failure.summary ?? '', summary);
  const dismissed = findings.map((finding) => ({ ...finding, state: 'dismissed' as const }));
  const [first] = findings;
  if (first === undefined) throw new Error('there is a finding');
  const suggestion = random.pick(['const a = 1;', '/path is here', '@decorated()', '  <b>']);
  const block = suggestionBlock('src/a.ts', suggestion);
  const answer = renderAnswer(
    {
      text: hostile(),
      proven: [
        { path: 'src/a.ts', line: 4 },
        { path: hostile(), line: 1 },
      ],
      wrong: [hostile()],
    },
    { repositoryUrl, clean, sha: SHA, cost: { model: hostile(), dollars: 0.1, ms: 4000 } },
  );
  return [
    { place: 'summary', markdown: summary, ...whole },
    { place: 'refreshed summary', markdown: refreshSummary(summary, dismissed, repositoryUrl), ...whole },
    { place: 'folded summary', markdown: folded, ...whole, details: 4 },
    { place: 'review body', markdown: rendered.reviewBody, ...plain },
    { place: 'failure', markdown: failure.summary ?? '', ...plain },
    { place: 'skipped', markdown: renderOutcome({ kind: 'skipped', reason: hostile() }, SHA).check.summary, ...plain },
    {
      place: 'end of waiting',
      markdown:
        endWaiting(
          renderOutcome({ kind: 'failed', reason: 'x', nextTry: 'soon' }, SHA).summary ?? '',
          SHA,
          hostile(),
        ) ?? '',
      ...plain,
    },
    ...rendered.comments.map(({ body }) => ({ place: 'comment', markdown: body, ...comment })),
    ...rendered.resolved.map(({ body }) => ({ place: 'resolved', markdown: body, ...plain })),
    {
      place: 'comment with suggestion',
      markdown: `${renderInlineComment(first, clean, { withPrompt: true })}\n\n${block}`,
      ...comment,
      suggestion,
    },
    { place: 'answer', markdown: answer, ...plain },
    {
      place: 'settings',
      markdown: renderSettings(
        {
          settings: { ...settings, language: hostile(), paths: { include: [hostile()], ignore: [] } },
          sources: { language: 'dashboard' },
          notices: [hostile()],
        },
        {
          layers: [{ source: 'dashboard', given: { drafts: true }, changedBy: hostile(), changedAt: new Date(0) }],
          notices: [hostile()],
        },
        { ref: hostile(), sha: SHA },
        clean,
      ),
      ...plain,
    },
    { place: 'report', markdown: report(() => clean(hostile())), ...plain, details: 2 },
  ];
}

function ledgerFinding(hostile: () => string, handle: number): LedgerFinding {
  const [title, body, evidence, rule, path] = [hostile(), hostile(), hostile(), hostile(), hostile()];
  return sampleTold(handle, { title, body, evidence, rule, path });
}

function summaryParts(hostile: () => string, findings: LedgerFinding[]): SummaryParts {
  const [last, ...fresh] = findings.toReversed();
  if (last !== undefined) Object.assign(last, { state: 'fixed', fixedIn: SHA, commentId: 2 });
  return {
    change: sampleChange({ headSha: SHA }),
    outcome: { kind: 'partial', reason: hostile() },
    coverage: {
      total: 3,
      read: ['src/a.ts'],
      skipped: [{ path: hostile(), reason: hostile() }],
      unread: [{ path: hostile(), reason: hostile() }],
    },
    context: {
      linkedIssues: [{ number: 3, title: hostile(), state: 'open', body: '' }],
      conflicts: [{ number: 9, title: hostile(), files: [hostile(), hostile()] }],
      missing: [{ source: 'linked issues', reason: hostile() }],
      history: fullHistory(hostile),
    },
    round: {
      number: 2,
      fresh: fresh.toReversed(),
      standing: [],
      fixed: last === undefined ? [] : [last],
      dismissed: [],
      settled: [],
    },
    dropped: [{ reason: hostile(), count: 2 }],
    leads: {
      open: [{ path: hostile(), line: 3, rule: hostile(), title: hostile() }],
      left: 2,
      judged: [],
      rules: [],
    },
    notices: [hostile()],
    asked: {
      summary: hostile(),
      risk: 'low',
      unmetCriteria: [hostile()],
      effort: 'normal',
      leftOut: null,
      missing: null,
      outOfBudget: null,
      use: { ...noUse, model: hostile(), cost: 0.1 },
    },
    modelConfigured: true,
    durationMs: 38_000,
    repositoryUrl,
  };
}

/** `nectr review --format markdown`: to be pasted by a person, so without marker and net. */
function report(hostile: () => string): string {
  const finding = sampleFinding({
    title: hostile(),
    body: hostile(),
    evidence: hostile(),
    path: hostile(),
    quote: hostile(),
    suggestion: hostile(),
    rule: hostile(),
  });
  const text = renderMarkdown(
    sampleReport({
      findings: [finding],
      leads: [{ path: hostile(), line: 3, rule: hostile(), title: hostile() }],
      notices: [hostile()],
      outcome: { kind: 'partial', reason: hostile() },
      model: hostile(),
    }),
  );
  return text;
}
