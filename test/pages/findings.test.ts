import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Issue } from '../../src/sandbox/types.js';
import { expectInert, HOSTILE } from './hostile.js';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, openReviewed, type PageStage } from './page-stage.js';

const MANY = 10_000;

describe.skipIf(chromiumPath() === null)('findings', () => {
  let stage: PageStage;
  let issue: Issue;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read');
    issue = await openReviewed(stage);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  const grid = (page: Page) => page.getByRole('grid', { name: 'Findings' });
  const rowsOf = (page: Page) => grid(page).getByRole('row');
  /** The row that the keyboard is on. */
  const currentOf = (page: Page) =>
    page.evaluate(
      `document.getElementById(document.querySelector('[role="grid"]')?.getAttribute('aria-activedescendant'))?.textContent`,
    );
  const states = async (): Promise<Record<string, string>> => {
    const rows: { handle: number; state: string }[] = await stage.flow.source.query(
      `SELECT f.handle, f.state FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id WHERE p.number = $1`,
      [issue.number],
    );
    return Object.fromEntries(rows.map(({ handle, state }) => [`F${handle}`, state]));
  };

  it('are those that are open; what they are narrowed by stands in the address', async () => {
    const { page, faults } = await stage.visit('/findings');
    await rowsOf(page).first().waitFor();
    expect(await page.getByRole('combobox', { name: 'State' }).inputValue()).toBe('open');
    await page.getByRole('combobox', { name: 'Severity' }).selectOption('must-fix');
    await page.waitForURL(/\?severity=must-fix$/);
    await expect.poll(() => rowsOf(page).count()).toBe(2);
    await page.getByRole('searchbox', { name: 'File or folder' }).fill('src/coupons');
    await page.waitForURL(/path=/);
    await expect.poll(() => rowsOf(page).count()).toBe(1);
    await page.reload();
    await rowsOf(page).first().waitFor();
    expect(await rowsOf(page).first().textContent()).toContain('SQL injection');
    await page.getByRole('searchbox', { name: 'File or folder' }).fill('no/such/folder');
    await page.getByText('No finding matches these filters').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await page.waitForURL(/\/findings$/);
    await page.getByRole('combobox', { name: 'State' }).selectOption('dismissed');
    await expect.poll(() => rowsOf(page).first().textContent()).toContain('An empty PORT is refused');
    expect(faults).toEqual([]);
  });

  it('are gone through, opened, dismissed and taken back by keyboard alone', async () => {
    const { page, context, faults } = await stage.visit('/findings');
    await rowsOf(page).first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await expect.poll(() => currentOf(page)).toBeTruthy();
    const first = await currentOf(page);
    await page.keyboard.press('j');
    await expect.poll(() => currentOf(page)).not.toBe(first);
    await page.keyboard.press('k');
    await expect.poll(() => currentOf(page)).toBe(first);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?finding=/);
    const pane = page.getByRole('region', { name: 'Finding' }).first();
    await pane.getByRole('article').waitFor();
    // What is shown goes along, and stands in the address.
    const shown = page.url();
    await page.keyboard.press('j');
    await expect.poll(() => page.url()).not.toBe(shown);
    const title = (await pane.getByRole('heading', { level: 3 }).textContent()) ?? '';
    await expect.poll(() => currentOf(page)).toContain(title);
    const opened = context.waitForEvent('page');
    await page.keyboard.press('o');
    expect((await opened).url()).toMatch(new RegExp(`/acme/orchard/pull/${issue.number}`));
    await page.bringToFront();

    const before = (await stage.flow.runsOf(issue.number)).length;
    const handle = (await pane.getByRole('article').getAttribute('id')) ?? '';
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: `Dismiss ${handle}` }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.closest("[role=dialog]") !== null')).toBe(true);
    for (let at = 0; at < 3; at++) {
      if ((await page.evaluate('document.activeElement?.getAttribute("name")')) === 'reason') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText(`${handle} is dismissed`).waitFor();
    expect((await states())[handle]).toBe('dismissed');
    // The next one is shown.
    await expect.poll(() => pane.getByRole('article').getAttribute('id')).not.toBe(handle);
    await expect.poll(() => grid(page).textContent()).not.toContain(title);
    await stage.flow.untilEnded(issue.number, before + 1);
    expect(stage.flow.seen(issue).summaries.join('\n')).toContain('dismissed by acme: intentional here');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText(`${handle} is open again`).waitFor();
    await expect.poll(() => grid(page).textContent()).toContain(title);
    await stage.flow.untilEnded(issue.number, before + 2);
    expect((await states())[handle]).toBe('open');
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
  });

  it('are dismissed many at once with one reason; what did not work is told, the rest can be taken back', async () => {
    const { page } = await stage.visit('/findings?path=src/orders');
    await rowsOf(page).first().waitFor();
    await expect.poll(() => rowsOf(page).count()).toBeGreaterThan(2);
    const all = await rowsOf(page).count();
    for (let at = 0; at < 3; at++) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    await page.getByText('3 selected').waitFor();
    let refused = '';
    await page.route('**/dismiss', (route) => {
      refused = refused === '' ? route.request().url() : refused;
      return route.request().url() === refused
        ? route.fulfill({ status: 409, json: { detail: 'It has just been fixed.' } })
        : route.continue();
    });
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Dismiss 3 findings' });
    await dialog.getByRole('radio', { name: /Out of scope/ }).check();
    await dialog.getByRole('button', { name: 'Dismiss 3' }).click();
    const told = dialog.getByRole('alert');
    expect(await told.textContent()).toContain('One finding could not be dismissed');
    expect(await told.textContent()).toContain('It has just been fixed.');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('2 findings are dismissed').waitFor();
    await expect.poll(() => rowsOf(page).count()).toBe(all - 2);
    await page.getByText('1 selected').waitFor();
    expect(Object.values(await states()).filter((state) => state === 'dismissed')).toHaveLength(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 findings are open again').waitFor();
    await expect.poll(() => rowsOf(page).count()).toBe(all);
    expect(Object.values(await states()).filter((state) => state === 'dismissed')).toEqual([]);
  });

  it('leave by themselves when somebody else dismisses them', async () => {
    const { page } = await stage.visit('/findings?severity=should-fix');
    const row = rowsOf(page).filter({ hasText: 'The tests of this file' });
    await row.waitFor();
    const { page: other } = await stage.visit('/findings?severity=should-fix');
    await rowsOf(other).filter({ hasText: 'The tests of this file' }).click();
    await other.getByRole('article').getByRole('button', { name: 'Dismiss' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    await row.waitFor({ state: 'detached' });
    await other.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
  });

  it('are changed by nobody who may only read', async () => {
    const { page } = await stage.visit('/findings', { login: 'rita' });
    await rowsOf(page).first().click();
    await page.getByText('Dismissing needs write access').waitFor();
    expect(await page.getByRole('article').getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
    await page.keyboard.press('e');
    await page.getByText('You can read these findings, but not dismiss them').waitFor();
  });

  it('fill the page where there is no room beside the list', async () => {
    const { page } = await stage.visit('/findings', { width: 360 });
    await rowsOf(page).first().click();
    await page.waitForURL(/\?finding=/);
    const sheet = page.getByRole('dialog', { name: 'Finding' });
    await sheet.getByRole('article').waitFor();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await sheet.getByRole('button', { name: 'Close the finding' }).click();
    await page.waitForURL(/\/findings$/);
    await sheet.waitFor({ state: 'detached' });
  });

  it.each(['light', 'dark'] as const)('stop nobody, %s, wide and narrow', async (theme) => {
    for (const width of [1440, 360]) {
      const { page, context } = await stage.visit('/findings?state=all', { theme, width });
      await rowsOf(page).first().waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      if (width > 900) {
        await rowsOf(page).filter({ hasText: 'SQL injection' }).first().click();
        await page.getByRole('article').getByText('How this was verified').click();
        await expectAccessible(page);
        await page.getByRole('article').getByRole('button', { name: 'Dismiss' }).click();
        await page.getByRole('dialog').waitFor();
        await expectAccessible(page);
      }
      await context.close();
    }
  });

  it('show what is hostile as text', async () => {
    await stage.flow.source.query(
      `UPDATE findings SET title = $1::text, body = $1::text, quote = $1::text, path = $1::text, suggestion = $1::text,
              evidence = jsonb_build_object('text', $1::text) WHERE state = 'open' AND rule = 'js/sql-injection'`,
      [HOSTILE],
    );
    const { page } = await stage.visit('/findings?severity=must-fix');
    await rowsOf(page).filter({ hasText: HOSTILE }).first().click();
    await page.getByRole('article').getByText('How this was verified').click();
    await expectInert(page);
  });

  it('are ten thousand, of which the page holds a few', async () => {
    await stage.flow.source.query(
      `INSERT INTO findings (id, installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity,
              category, title, body, path, side, line, quote, evidence, anchored, state, created_at)
       SELECT gen_random_uuid(), f.installation_id, f.repository_id, f.pull_request_id, f.review_id, 1000 + n, 'many:' || n, f.rule,
              f.severity, f.category, 'Number ' || n, f.body, f.path, f.side, f.line, f.quote, f.evidence, true, 'open',
              now() - n * interval '1 minute'
         FROM (SELECT * FROM findings ORDER BY created_at LIMIT 1) f, generate_series(1, $1) n`,
      [MANY],
    );
    const { page, faults } = await stage.visit('/findings');
    await rowsOf(page).first().waitFor();
    const rows = async () => Number(await grid(page).getAttribute('aria-rowcount'));
    for (let last = 0; last < MANY;) {
      await page.evaluate(
        `{ const list = document.querySelector('[role="grid"]'); list.scrollTop = list.scrollHeight; }`,
      );
      await expect.poll(rows).toBeGreaterThan(last);
      last = await rows();
    }
    expect(await rowsOf(page).count()).toBeLessThan(60);
    await page.keyboard.press('j');
    expect(await rowsOf(page).count()).toBeLessThan(60);
    expect(faults).toEqual([]);
  });
});
