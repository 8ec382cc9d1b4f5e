import nock from 'nock';
import { afterEach, expect, it } from 'vitest';
import { playPull, type PlayedPush } from '../golden/play-pull.js';
import { many } from '../golden/pulls/many.js';
import { drawReview } from './draw-review.js';

afterEach(() => nock.cleanAll());

it.each([
  ['by the rules alone', false, 'src/coupons/coupon-store.ts', 'review.svg'],
  ['with Claude', true, 'src/orders/export-orders.ts', 'review-with-claude.svg'],
])(
  'the picture of the README is the golden text %s (npm run golden draws it anew)',
  async (_, withClaude, path, file) => {
    const [push] = await playPull(many, { withClaude });
    const comment = push?.comments.find((one) => one.path === path);
    if (!push || !comment || push.summary === null) throw new Error('the review is not posted');
    const { body, line } = comment;
    const picture = drawReview({
      summary: push.summary,
      comment: { body, path, line, code: codeAbove(push, path, line) },
    });
    await expect(picture).toMatchFileSnapshot(`../../.github/${file}`);
  },
);

/** The lines of the diff up to one of the head, as they are shown above a comment on it. */
function codeAbove({ change }: PlayedPush, path: string, line: number): string[] {
  const lines = change.files.find((file) => file.path === path)?.hunks.flatMap((hunk) => hunk.lines) ?? [];
  const end = lines.findIndex(({ newLine }) => newLine === line);
  return lines
    .slice(0, end + 1)
    .map(({ kind, text }) => `${kind === 'added' ? '+' : kind === 'removed' ? '-' : ' '}${text}`);
}
