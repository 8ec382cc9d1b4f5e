import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

describe.skipIf(chromiumPath() === null)('what administrators see to', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('dora', 'write');
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it('what models cost, by day, repository and model', async () => {
    const { page, faults } = await stage.visit('/usage?days=90');
    await page.getByRole('img', { name: 'Dollars by day' }).locator('svg').first().waitFor();
    await page.getByRole('table', { name: 'By repository' }).getByRole('link', { name: 'acme/orchard' }).waitFor();
    await page
      .getByRole('table', { name: 'By model' })
      .getByRole('cell', { name: /claude/ })
      .waitFor();
    await page.getByRole('button', { name: 'Tokens' }).click();
    await page.waitForURL(/unit=tokens/);
    await page.getByRole('img', { name: 'Tokens by day' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('budgets with what is left, set at once and kept', async () => {
    const { page, faults } = await stage.visit('/usage');
    const budgets = page.getByRole('region', { name: 'Budgets' });
    await budgets.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit budgets' });
    const whole = dialog.getByRole('group', { name: 'All of acme' });
    await whole.getByRole('spinbutton', { name: 'Dollars per month' }).fill('100');
    await dialog.getByRole('combobox', { name: /Add a repository/ }).selectOption('acme/orchard');
    const own = dialog.getByRole('group', { name: 'acme/orchard' });
    await own.getByRole('spinbutton', { name: 'Tokens per day' }).fill('5000');
    await own.getByRole('spinbutton', { name: 'Tokens per month' }).fill('90000');
    await own.getByRole('spinbutton', { name: 'Dollars per review' }).fill('0.5');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await budgets.getByText(/of \$100\.00/).waitFor();
    await budgets.getByText('5K left').waitFor();
    await budgets.getByText(/of 90K/).waitFor();
    await budgets.getByText('$0.50').waitFor();
    const rows: unknown[] = await stage.flow.source.query(
      'SELECT monthly_dollars, daily_tokens, monthly_tokens, review_dollars FROM budgets ORDER BY repository_id NULLS FIRST',
    );
    expect(rows).toMatchObject([
      { monthly_dollars: '100.00' },
      { daily_tokens: '5000', monthly_tokens: '90000', review_dollars: '0.50' },
    ]);
    expect(faults).toEqual([]);
  });

  it('budgets that somebody else has set meanwhile, before they are replaced', async () => {
    const { page } = await stage.visit('/usage');
    const budgets = page.getByRole('region', { name: 'Budgets' });
    await budgets.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit budgets' });
    const daily = dialog
      .getByRole('group', { name: 'All of acme' })
      .getByRole('spinbutton', { name: 'Dollars per day' });
    await daily.fill('10');
    await stage.flow.source.query(`UPDATE budgets SET daily_dollars = 7, set_by = 'bob' WHERE repository_id IS NULL`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').filter({ hasText: 'Somebody has changed the budgets meanwhile' }).waitFor();
    await expect.poll(() => daily.inputValue()).toBe('7');
    await expectAccessible(page);
    await daily.fill('8');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await budgets.getByText(/of \$8\.00/).waitFor();
  });

  it('tokens: shown once, listed, revoked', async () => {
    const { page, context, faults } = await stage.visit('/tokens');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByText('No tokens yet').waitFor();
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog', { name: 'New token' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('nightly');
    await dialog.getByRole('checkbox', { name: /^mcp/ }).check();
    await dialog.getByRole('combobox', { name: 'Expires in' }).selectOption({ label: '30 days' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    const fresh = page.getByRole('region', { name: 'The token “nightly”' });
    const token = (await fresh.locator('code').textContent()) ?? '';
    expect(token).toMatch(/^nectr_/);
    await fresh.getByRole('button', { name: 'Copy' }).click();
    await fresh.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token);
    const asked = () => fetch(`${stage.url}/api/v1/repos`, { headers: { Authorization: `Bearer ${token}` } });
    expect((await asked()).status).toBe(200);
    await page.reload();
    const row = page.getByRole('row').filter({ hasText: 'nightly' });
    await row.getByText('mcp').waitFor();
    expect(await page.content()).not.toContain(token);
    await row.getByRole('button', { name: 'Revoke nightly' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No tokens yet').waitFor();
    expect((await asked()).status).toBe(401);
    expect(faults).toEqual([]);
  });

  it('the inbox: a dead letter is looked into and given another try', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    await stage.flow.source.query(
      `INSERT INTO events (installation_id, source, event_type, delivery_id, payload, status, error_message, processed_at)
       SELECT id, 'github', 'issues.opened', 'dead', $1, 'failed', 'could not be read', now() FROM installations LIMIT 1`,
      [JSON.stringify({ action: 'opened', note: `key ${secret}` })],
    );
    const { page, faults } = await stage.visit('/events');
    await page.getByRole('combobox', { name: 'State' }).selectOption('failed');
    await page.waitForURL(/\?status=failed$/);
    await page.getByRole('button', { name: 'issues.opened', exact: true }).click();
    await page.waitForURL(/id=/);
    const dialog = page.getByRole('dialog', { name: 'issues.opened' });
    await dialog.getByText('Secrets are masked.').waitFor();
    await dialog.getByText('could not be read').waitFor();
    expect(await dialog.textContent()).not.toContain(secret);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('It will be tried again.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const rows: { action: string }[] = await stage.flow.source.query(
      `SELECT action FROM audit_log WHERE action = 'event.redriven'`,
    );
    expect(rows).toHaveLength(1);
    expect(faults).toEqual([]);
  });

  it('the audit log: who did what, filtered by a click', async () => {
    const { page, faults } = await stage.visit('/audit');
    const table = page.getByRole('table', { name: 'Audit log' });
    await table.getByRole('link', { name: 'budgets.changed' }).first().click();
    await page.waitForURL(/\?action=budgets.changed$/);
    const rows = async () => (await table.getByRole('row').allTextContents()).slice(1);
    await expect.poll(async () => (await rows()).every((row) => row.includes('budgets.changed'))).toBe(true);
    await table.getByText('Details').last().click();
    await table.getByText('monthly_dollars').last().waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await table.getByRole('link', { name: 'token.revoked' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('the settings of all repositories', async () => {
    const { page, faults } = await stage.visit('/settings');
    const drafts = page.getByRole('checkbox', { name: 'Review drafts' });
    await drafts.check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.reload();
    await drafts.waitFor();
    expect(await drafts.isChecked()).toBe(true);
    await page.getByRole('link', { name: 'People' }).click();
    const people = page.getByRole('checkbox', { name: /Remember how people/ });
    const before = await people.isChecked();
    await people.click();
    await page.getByText('Saved').last().waitFor();
    await page.reload();
    await people.waitFor();
    expect(await people.isChecked()).toBe(!before);
    expect(faults).toEqual([]);
  });

  it('MCP servers: added, and approved again when their tools change', async () => {
    const { page, faults } = await stage.visit('/settings?tab=mcp');
    await page.getByText('No MCP server').waitFor();
    await page.getByRole('button', { name: 'Add a server' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a server' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('tickets');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://mcp.example.com/mcp');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByText('Not used yet').waitFor();
    const tools = (name: string) => JSON.stringify([{ name, description: 'Looks for tickets', inputSchema: {} }]);
    await stage.flow.source.query(
      `UPDATE mcp_servers SET tools = $1, tools_hash = 'a', pending_tools = $2, pending_hash = 'b', tools_changed_at = now()
        WHERE name = 'tickets'`,
      [tools('find_ticket'), tools('delete_ticket')],
    );
    await page.reload();
    await page.getByText('tools have changed', { exact: true }).waitFor();
    await page.getByText('delete_ticket').waitFor();
    await page.getByRole('button', { name: 'Approve these tools' }).click();
    await page.getByText('tools have changed', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('Approved by acme').waitFor();
    await page.getByRole('button', { name: 'Remove tickets' }).click();
    await page.getByText('No MCP server').waitFor();
    expect(faults).toEqual([]);
  });

  it('sessions: each is ended, and all at once', async () => {
    const other = await stage.visit('/overview');
    const { page } = await stage.visit('/settings?tab=sessions');
    const table = page.getByRole('table', { name: 'Where you are signed in' });
    await table.getByText('this browser').waitFor();
    const before = await table.getByRole('row').count();
    // The newest but this browser is the other browser.
    await table
      .getByRole('row')
      .nth(2)
      .getByRole('button', { name: /^Sign out/ })
      .click();
    await page.getByText('Signed out there.').waitFor();
    await expect.poll(() => table.getByRole('row').count()).toBe(before - 1);
    await other.page.goto(`${stage.url}/reviews`);
    await other.page.waitForURL(/\/login/);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('link', { name: 'Sign in with GitHub' }).waitFor();
    const rows: unknown[] = await stage.flow.source.query(
      `SELECT FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.login = 'acme'`,
    );
    expect(rows).toEqual([]);
  });

  it('is told to others as not for them, and they see what they may', async () => {
    const { page, faults } = await stage.visit(null, { login: 'dora' });
    for (const path of ['/events', '/audit', '/settings', '/settings?tab=mcp']) {
      await page.goto(`${stage.url}${path}`);
      await page.getByText('This is for administrators').waitFor();
      expect(faults).toEqual([]);
    }
    await page.goto(`${stage.url}/usage`);
    await page.getByText('Budgets are for administrators').waitFor();
    await page.getByRole('table', { name: 'By repository' }).getByRole('link', { name: 'acme/orchard' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.goto(`${stage.url}/settings?tab=sessions`);
    await page.getByText('this browser').waitFor();
    expect(faults).toEqual([]);
  });

  it('can be used by everybody, and on a narrow screen', async () => {
    const pages: [path: string, shown: string][] = [
      ['/usage', 'By model'],
      ['/events', 'Received'],
      ['/audit', 'Clear filters'],
      ['/tokens', 'New token'],
      ['/settings', 'Review drafts'],
      ['/settings?tab=sessions', 'this browser'],
    ];
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit(null, { theme, width: theme === 'dark' ? 360 : 1440 });
      for (const [path, shown] of pages) {
        await page.goto(`${stage.url}${path === '/audit' ? '/audit?days=30' : path}`);
        await page.getByText(shown).first().waitFor();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        expect(faults).toEqual([]);
      }
    }
  });
});
