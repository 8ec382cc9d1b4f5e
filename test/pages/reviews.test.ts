import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Issue } from '../../src/sandbox/types.js';
import { expectInert, HOSTILE } from './hostile.js';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, openReviewed, type PageStage } from './page-stage.js';

interface Context {
  missing: { reason: string }[];
  history: { experts: { name: string }[]; partners: { path: string }[] } | null;
}

describe.skipIf(chromiumPath() === null)('reviews', () => {
  let stage: PageStage;
  let issue: Issue;
  let id: string;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read');
    issue = await openReviewed(stage);
    id = await reviewOf(issue.number);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  async function reviewOf(number: number): Promise<string> {
    const rows: { id: string }[] = await stage.flow.source.query(
      'SELECT id FROM reviews WHERE pull_number = $1 ORDER BY created_at DESC LIMIT 1',
      [number],
    );
    return rows[0]?.id ?? '';
  }

  /** How many findings the ledger has of a review, and what the context names. */
  async function keptOf(review: string): Promise<{ findings: number; names: string[] }> {
    const rows: { findings: number; context: Context }[] = await stage.flow.source.query(
      'SELECT context, (SELECT count(*)::int FROM findings WHERE review_id = r.id) AS findings FROM reviews r WHERE id = $1',
      [review],
    );
    const { findings = 0, context } = rows[0] ?? {};
    const { experts = [], partners = [] } = context?.history ?? {};
    const missing = context?.missing ?? [];
    const names = [
      ...experts.map(({ name }) => name),
      ...partners.map(({ path }) => path),
      ...missing.map(({ reason }) => reason),
    ];
    expect(names.length).toBeGreaterThan(0);
    return { findings, names };
  }

  /** The comment on the pull request of a finding such as `F1`. */
  async function commentOf(handle: string): Promise<string> {
    const rows: { comment: number }[] = await stage.flow.source.query(
      `SELECT f.github_comment_id::float8 AS comment FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
        WHERE p.number = $1 AND f.handle = $2`,
      [issue.number, Number(handle.slice(1))],
    );
    return issue.pull?.reviewComments.get(rows[0]?.comment ?? 0)?.body ?? '';
  }

  it('are listed newest first; what they are narrowed by stands in the address', async () => {
    const { page, faults } = await stage.visit('/reviews');
    const rows = page.getByRole('table', { name: 'Reviews' }).getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.nth(1).textContent()).toContain(`#${issue.number}`);
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('failed');
    await page.waitForURL(/\?status=failed$/);
    await expect.poll(() => rows.nth(1).textContent()).toContain('failed');
    await page.reload();
    await rows.nth(1).waitFor();
    expect(await page.getByRole('combobox', { name: 'Outcome' }).inputValue()).toBe('failed');
    for (const row of (await rows.all()).slice(1)) expect(await row.textContent()).toContain('failed');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('searchbox', { name: 'Title or number' }).fill(`#${issue.number}`);
    await page.waitForURL(/\?q=/);
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Title or number' }).fill('no such title');
    await page.getByText('No review matches these filters').waitFor();
    expect(faults).toEqual([]);
  });

  it('go on where the list ends', async () => {
    const { page } = await stage.visit('/reviews');
    const rows = page.getByRole('table', { name: 'Reviews' }).getByRole('row');
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(51);
  });

  it('say what they could not load, and load it when they are asked again', async () => {
    const { page } = await stage.visit('/livez');
    await page.route('**/api/v1/reviews?*', (route) =>
      route.fulfill({ status: 400, json: { detail: 'It is not so.' } }),
    );
    await page.goto(`${stage.url}/reviews`);
    expect(await page.getByRole('alert').textContent()).toContain('It is not so.');
    await page.unroute('**/api/v1/reviews?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table', { name: 'Reviews' }).waitFor();
  });

  it('open as on GitHub: the pull request, what came of it, what was found, read and done', async () => {
    const { page, faults } = await stage.visit('/reviews');
    await page
      .getByRole('link', { name: new RegExp(`^#${issue.number} `) })
      .first()
      .click();
    await page.waitForURL(new RegExp(`/reviews/${id}$`));
    await page.getByRole('heading', { level: 1, name: issue.title }).waitFor();
    const pull = page.getByRole('main').getByRole('link').first();
    expect(await pull.getAttribute('href')).toMatch(new RegExp(`/acme/orchard/pull/${issue.number}$`));
    expect(await page.getByRole('region', { name: 'Outcome' }).textContent()).toContain('partial');
    await expect.poll(() => page.getByRole('region', { name: 'Summary' }).textContent()).toContain('rules only');
    const cards = page.getByRole('article');
    const kept = await keptOf(id);
    expect(await cards.count()).toBe(kept.findings);
    const card = cards.filter({ hasText: 'SQL injection' });
    expect(await card.textContent()).toContain('src/coupons/coupon-store.ts:23');
    await card.getByText('How this was verified').click();
    expect(await card.textContent()).toContain('js/sql-injection');
    expect(await page.getByRole('img', { name: /read/ }).getAttribute('aria-label')).toBe('11 read, 1 left out');
    expect(await page.getByRole('region', { name: /^Coverage/ }).textContent()).toContain('package-lock.json');
    const context = await page.getByRole('region', { name: 'Context it was given' }).textContent();
    for (const name of kept.names) expect(context).toContain(name);
    expect(await page.getByRole('table').last().textContent()).toContain('analyse');
    expect(await page.getByRole('region', { name: 'Tokens and cost' }).textContent()).toContain('No model was used');
    expect(faults).toEqual([]);
  });

  it('let a finding be dismissed and taken back, as the pull request shows', async () => {
    const { page, faults } = await stage.visit(`/reviews/${id}`);
    const before = (await stage.flow.runsOf(issue.number)).length;
    const card = page.getByRole('article').filter({ hasText: 'Stripe live key' });
    const handle = (await card.getAttribute('id')) ?? '';
    await card.getByRole('button', { name: 'Dismiss' }).click();
    const dialog = page.getByRole('dialog', { name: `Dismiss ${handle}` });
    await dialog.getByRole('radio', { name: /Out of scope/ }).check();
    await dialog.getByLabel('Note').fill('it is a key of the tests');
    await dialog.getByRole('button', { name: 'Dismiss' }).click();
    const toast = page.getByText(`${handle} is dismissed`);
    await toast.waitFor();
    await page.getByText('1 dismissed', { exact: true }).click();
    await expect.poll(() => card.textContent()).toContain('Dismissed by acme: out of scope');
    expect(await card.textContent()).toContain('it is a key of the tests');
    await stage.flow.untilEnded(issue.number, before + 1);
    expect(await commentOf(handle)).toMatch(/^Dismissed by `@acme`: out of scope/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(`${handle} is open again`).waitFor();
    await card.getByRole('button', { name: 'Dismiss' }).waitFor();
    await stage.flow.untilEnded(issue.number, before + 2);
    expect(await commentOf(handle)).not.toMatch(/^Dismissed/);
    expect(faults).toEqual([]);
  });

  it('can be asked for again, and are followed until they are done', async () => {
    const { page, faults } = await stage.visit(`/reviews/${id}`);
    await page.getByRole('button', { name: 'Review again' }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/reviews/') && !url.pathname.endsWith(id));
    const outcome = page.getByRole('region', { name: 'Outcome' });
    await expect.poll(() => outcome.textContent(), { timeout: 60_000 }).toMatch(/reviewed|partial|skipped/);
    await page.getByRole('navigation', { name: 'Reviews of this pull request' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('come by themselves while the list is open', async () => {
    const { page } = await stage.visit('/reviews');
    await page.getByRole('table', { name: 'Reviews' }).waitFor();
    const other = await stage.flow.openPull();
    const row = page.getByRole('row').filter({ hasText: `#${other.number} ` });
    await row.waitFor();
    await stage.flow.untilEnded(other.number);
    await expect.poll(() => row.textContent()).toContain('partial');
  });

  it('are changed by nobody who may only read', async () => {
    const { page } = await stage.visit(`/reviews/${id}`, { login: 'rita' });
    await page.getByRole('article').first().waitFor();
    expect(await page.getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Review again' }).isDisabled()).toBe(true);
    expect(await page.getByText('Dismissing needs write access').count()).toBeGreaterThan(0);
  });

  it('are nothing for strangers, and say so of an id that is none', async () => {
    const { page } = await stage.visit('/reviews/00000000-0000-4000-8000-000000000000');
    expect(await page.getByRole('alert').textContent()).toContain('Not found');
  });

  it.each(['light', 'dark'] as const)('stop nobody, %s, wide and narrow', async (theme) => {
    for (const width of [1440, 360])
      for (const path of ['/reviews', `/reviews/${id}`]) {
        const { page, context } = await stage.visit(path, { theme, width });
        await page
          .getByRole('main')
          .getByRole(path === '/reviews' ? 'table' : 'article')
          .first()
          .waitFor();
        for (const summary of await page.locator('details > summary').all()) await summary.click();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        await context.close();
      }
  });

  it('show what is hostile as text', async () => {
    const other = await openReviewed(stage);
    const hostile = await reviewOf(other.number);
    const { source } = stage.flow;
    await source.query('UPDATE pull_requests SET title = $1::text, author = left($1::text, 255) WHERE number = $2', [
      HOSTILE,
      other.number,
    ]);
    await source.query(
      `UPDATE findings SET title = $1::text, body = $1::text, quote = $1::text, path = $1::text, suggestion = $1::text,
              evidence = jsonb_build_object('text', $1::text) WHERE review_id = $2`,
      [HOSTILE, hostile],
    );
    await source.query(
      `UPDATE reviews SET reason = $1::text, summary = summary || E'\\n\\n' || $1::text, context = jsonb_set(context, '{notices}', jsonb_build_array($1::text)),
              coverage = jsonb_set(coverage, '{read,0}', to_jsonb($1::text)) WHERE id = $2`,
      [HOSTILE, hostile],
    );
    for (const path of ['/reviews', `/reviews/${hostile}`]) {
      const { page } = await stage.visit(path);
      await page.getByText(HOSTILE, { exact: false }).first().waitFor();
      for (const summary of await page.locator('details > summary').all()) await summary.click();
      await expectInert(page);
    }
  });
});
