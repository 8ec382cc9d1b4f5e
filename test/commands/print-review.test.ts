import { expect, it } from 'vitest';
import { printReview } from '../../src/commands/print-review.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';

it('shows of a link its text, and of a marker nothing', () => {
  const body = '| 🔴 | [`F1`](https://github.com/acme/shop/pull/1#discussion_r2) Title | open |\n\n<!-- marker -->';
  expect(printed(body)).toMatch(/commented:\n\n\| 🔴 \| `F1` Title \| open \|$/);
});

it('shows what is escaped as it is read, but for code', () => {
  const body = 'stands out: 2\\.0 days, \\*not\\* `a\\.b`\n\n```text\n\\d+\n```';
  expect(printed(body)).toContain('stands out: 2.0 days, *not* `a\\.b`\n\n```text\n\\d+\n```');
});

function printed(body: string): string {
  const comment = { issueNumber: 1, user: { login: 'nectr[bot]' }, body };
  const repository = {
    owner: { login: 'acme' },
    name: 'shop',
    comments: new Map([[1, comment]]),
    checkRuns: new Map(),
    codeScanningAlerts: [],
  };
  return printReview(repository as unknown as Repository, { number: 1, title: 'T' } as Issue);
}
