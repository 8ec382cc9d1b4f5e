import { describe, expect, it } from 'vitest';
import { startScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildFlow, type Flow } from '../workflows/flow-stage.js';
import { drawReview } from './draw-review.js';

/** What a model said of the demo's pull request when it was asked; here it says it again. */
const REPORT = {
  path: 'src/orders/export-orders.ts',
  line: 11,
  start_line: null,
  quote: '    const fee = order.paymentId ? await paymentFee(order.paymentId) : 0;',
  severity: 'should-fix',
  category: 'performance',
  title: 'One request to the payment provider for each order, one after the other',
  why: 'A month of 2,000 paid orders waits for 2,000 calls in a row, each up to 5 s, while the browser waits for one response. A single call that fails or is limited throws away the whole export. Ask for the fees of the period in pages, or a few at a time.',
  how_verified: 'src/orders/payment-fee.ts:11 sends one request for one payment.',
  symbols: ['paymentFee'],
  replacement: null,
};
const CLOSING = {
  summary:
    "Adds a CSV export of a period's orders with the fee of each payment, and a way to look up a coupon. Fix the SQL and the key before merging; the export will not hold for a busy month, because it asks for the fees one by one.",
  risk: 'high',
  unmet_criteria: [],
};

/** Reviews the demo's pull request beside its issue and its other pull request, and draws what was posted. */
async function pictureOf(flow: Flow, path: string): Promise<string> {
  const { sandbox, repository, demo } = flow;
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  for (const other of demo.pulls.slice(1)) await sandbox.openPull(repository, { ...other, deliver: false });
  const { number, pull } = await flow.openPull();
  await flow.untilEnded(number);
  const [summary] = [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === number);
  const comment = [...(pull?.reviewComments.values() ?? [])].find(({ original }) => original.path === path);
  if (!summary || !comment) throw new Error('the review is not posted');
  const { diffHunk, line } = comment.original;
  return drawReview({
    // How long it took is another number each time.
    summary: summary.body.replace(/ · \d+ s · /, ' · 38 s · '),
    comment: { body: comment.body, path, diffHunk, line },
  });
}

describe('the pictures of the README are what is posted (vitest -u draws them anew)', () => {
  it('by the rules alone', async () => {
    const flow = await buildFlow();
    try {
      const picture = await pictureOf(flow, 'src/coupons/coupon-store.ts');
      await expect(picture).toMatchFileSnapshot('../../.github/review.svg');
    } finally {
      await flow.close();
    }
  });

  it('with Claude', async () => {
    const claude = await startScriptedAnthropic({
      script: ({ messages }) =>
        messages.length === 1
          ? { content: [{ type: 'tool_use', name: 'report_finding', input: REPORT }] }
          : { content: [{ type: 'text', text: JSON.stringify(CLOSING) }] },
    });
    const flow = await buildFlow({
      env: { ANTHROPIC_API_KEY: 'sk-ant-picture-0000000000', ANTHROPIC_BASE_URL: claude.url },
    });
    try {
      const picture = await pictureOf(flow, REPORT.path);
      await expect(picture).toMatchFileSnapshot('../../.github/review-with-claude.svg');
    } finally {
      await flow.close();
      await claude.close();
    }
  });
});
