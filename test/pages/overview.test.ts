import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, openReviewed, type PageStage } from './page-stage.js';

describe.skipIf(chromiumPath() === null)('the overview and the team', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read').set('tom-becker', 'read');
    await openReviewed(stage);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it('says first what needs a person, each with the way to where it is mended', async () => {
    const { page, faults } = await stage.visit('/overview');
    const waiting = page.getByRole('region', { name: 'Needs you now' });
    await waiting.getByRole('heading', { name: '2 must-fix findings in open pull requests' }).waitFor();
    const finding = waiting.getByRole('link', { name: /SQL injection/ });
    expect(await finding.getAttribute('href')).toMatch(/\/acme\/orchard\/pull\/\d+/);
    await waiting.getByRole('link', { name: '2 candidates' }).click();
    await page.waitForURL(`${stage.url}/memory?tab=candidates`);
    await page.goBack();
    await waiting.getByRole('link', { name: 'View all' }).click();
    await page.waitForURL(`${stage.url}/findings?severity=must-fix`);
    expect(faults).toEqual([]);
  });

  it('names a run that failed, until it is no more', async () => {
    await stage.flow.source.query(
      `UPDATE workflow_runs SET status = 'failed', outcome = 'failed', outcome_reason = 'the disk is full'
        WHERE id = (SELECT id FROM workflow_runs ORDER BY queued_at DESC LIMIT 1)`,
    );
    const { page, faults } = await stage.visit('/overview');
    const waiting = page.getByRole('region', { name: 'Needs you now' });
    await waiting.getByText('the disk is full').waitFor();
    expect(await waiting.getByRole('link', { name: 'pr_review' }).getAttribute('href')).toMatch(/^\/executions\//);
    await stage.flow.source.query(
      `UPDATE workflow_runs SET status = 'completed', outcome = 'partial', outcome_reason = 'rules only'
        WHERE status = 'failed'`,
    );
    await page.reload();
    await waiting.getByText('2 candidates').waitFor();
    expect(await waiting.getByText('the disk is full').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows the figures beside those of the period before; days and repository stand in the address', async () => {
    const { page, faults } = await stage.visit('/overview');
    const figures = page.getByRole('region', { name: 'Figures of the last 30 days' });
    await figures.getByText('Reviews', { exact: true }).waitFor();
    await figures
      .getByText(/^from /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: '90 days' }).click();
    await page.waitForURL(/\?days=90$/);
    await page.getByRole('region', { name: 'Figures of the last 90 days' }).waitFor();
    await page.getByRole('combobox', { name: 'Repository' }).selectOption('acme/orchard');
    await page.waitForURL(/repo=acme/);
    await page.reload();
    expect(await page.getByRole('combobox', { name: 'Repository' }).inputValue()).toBe('acme/orchard');
    expect(await page.getByRole('button', { name: '90 days' }).getAttribute('aria-pressed')).toBe('true');
    expect(faults).toEqual([]);
  });

  it('has a chart, the same numbers as a table, and how it is split', async () => {
    const { page, faults } = await stage.visit('/overview?days=90');
    await page
      .getByRole('img', { name: /Pull requests of the last 90 days/ })
      .locator('svg')
      .first()
      .waitFor();
    await page.getByText('As a table').click();
    const table = page.getByRole('table', { name: /Pull requests of the last 90 days/ });
    expect(await table.getByRole('row').count()).toBe(91);
    const origins = page.getByRole('table', { name: 'By origin' });
    await origins.getByRole('cell', { name: 'Human' }).waitFor();
    await origins.getByRole('cell', { name: 'Assisted' }).waitFor();
    await page.getByRole('table', { name: 'Findings by category' }).getByRole('cell', { name: 'security' }).waitFor();
    await page.getByRole('img', { name: 'Verdicts' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('says in one line that nothing waits', async () => {
    await stage.flow.source.query(`UPDATE pull_requests SET state = 'closed' WHERE state = 'open'`);
    await stage.flow.source.query(`UPDATE memories SET state = 'active' WHERE state IN ('candidate', 'stale')`);
    const { page, faults } = await stage.visit('/overview');
    await page.getByText('Nothing needs you right now.').waitFor();
    expect(faults).toEqual([]);
  });

  it('tells who knows which folder, where one person is alone, and who reviews; nobody is ranked', async () => {
    const { page, faults } = await stage.visit('/team');
    const table = page.getByRole('table', { name: 'Who knows which folder' });
    await table.getByRole('link', { name: 'src/' }).waitFor();
    const load = page.getByRole('table', { name: 'Review load' });
    const people = await load.getByRole('row').locator('td:first-child').allTextContents();
    expect(people.length).toBeGreaterThan(1);
    expect(people).toEqual(people.toSorted());
    await page.getByRole('region', { name: 'Knowledge gaps' }).getByRole('listitem').first().waitFor();
    await table.getByRole('link', { name: 'src/' }).click();
    await page.waitForURL(/folder=src/);
    await table.getByRole('link', { name: 'src/orders/' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows to a person, and to nobody else, what is stored about them, to hide and to forget', async () => {
    // Who has never signed in is nobody that something could be about.
    const first = await stage.visit('/team', { login: 'rita' });
    await first.page.getByText('Nothing is stored about how you work').waitFor();
    await stage.flow.source.query(
      `INSERT INTO memories (installation_id, repository_id, number, type, text, state, developer_login, developer_id, source_kind)
       SELECT r.installation_id, r.id, 900, 'developer_pattern', 'Writes tests first', 'active', 'rita', u.github_id, 'comment'
         FROM repositories r, users u WHERE r.full_name = 'acme/orchard' AND u.login = 'rita'`,
    );
    const { page, faults } = await stage.visit('/team', { login: 'rita' });
    const mine = page.getByRole('region', { name: 'What is stored about you' });
    await mine.getByText('Writes tests first').waitFor();
    await mine.getByRole('button', { name: 'Hide' }).click();
    await mine.getByText('hidden').waitFor();
    await mine.getByRole('button', { name: 'Forget' }).click();
    await mine.getByText('Nothing is stored about how you work').waitFor();
    await page.getByRole('dialog').filter({ hasText: 'forgotten' }).getByRole('button', { name: 'Undo' }).click();
    await mine.getByText('Writes tests first').waitFor();
    expect(faults).toEqual([]);
    const other = await stage.visit('/team');
    await other.page.getByText('Nothing is stored about how you work').waitFor();
  });

  it('names nobody as somebody who knows code who does not want that', async () => {
    const { page, faults } = await stage.visit('/team', { login: 'tom-becker' });
    const load = page.getByRole('table', { name: 'Review load' });
    await load.getByRole('cell', { name: 'tom-becker', exact: true }).waitFor();
    const mine = page.getByRole('region', { name: 'What is stored about you' });
    await mine.getByRole('button', { name: 'Do not name me' }).click();
    await mine.getByText('You are not named anywhere as someone who knows code.', { exact: false }).waitFor();
    await load.getByRole('cell', { name: 'tom-becker', exact: true }).waitFor({ state: 'detached' });
    await mine.getByRole('button', { name: 'Name me again' }).click();
    await load.getByRole('cell', { name: 'tom-becker', exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it('can be used by everybody, and on a narrow screen', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit(null, { theme, width: theme === 'dark' ? 360 : 1440 });
      for (const path of ['/overview', '/team']) {
        await page.goto(`${stage.url}${path}`);
        await page.getByRole('table').first().waitFor();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        expect(faults).toEqual([]);
      }
    }
  });
});
