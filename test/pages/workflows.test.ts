import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

const NEEDS_A_WORD = `name: Needs a word
on:
  - manual:
      inputs:
        reason: string
do:
  - approval:
      from: [admin]
      within: 2h
`;

describe.skipIf(chromiumPath() === null)('workflows', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterAll(() => stage.close());

  it('are written as YAML with a form beside it, tried, run, and wait for an approval', async () => {
    const { page, faults } = await stage.visit('/workflows/new');
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    await yaml.fill('name: [');
    await page.getByText('This is not valid YAML').waitFor();
    await yaml.fill(NEEDS_A_WORD.replace('2h', 'whenever'));
    await page.getByText('Fix this before saving').waitFor();
    expect(await page.getByRole('button', { name: 'Create workflow' }).isDisabled()).toBe(true);
    await yaml.fill(NEEDS_A_WORD);
    await page.getByText('No problems: ready to save.').waitFor();
    // A name that another one has is told at its field.
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('PR_review');
    await page.getByText('is the name of the built-in workflow pr_review: choose another name').first().waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('button', { name: 'Create workflow' }).isDisabled()).toBe(true);
    // The form follows, and what is typed there stands in the YAML.
    await name.fill('Needs two words');
    expect(await yaml.inputValue()).toContain('name: Needs two words');
    await page.getByText('No problems: ready to save.').waitFor();
    await page.getByRole('button', { name: 'Create workflow' }).click();
    await page.getByRole('heading', { level: 1, name: 'Needs two words' }).waitFor();

    await page.getByRole('link', { name: 'Try it' }).click();
    await page.getByRole('textbox', { name: 'reason' }).fill('a test');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const outcome = page.getByRole('region', { name: 'Result' });
    await outcome.getByText('completed').first().waitFor();
    await page.getByRole('checkbox', { name: 'Dry run' }).uncheck();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await outcome.getByText('Waiting for', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Runs' }).click();
    await page.getByRole('region', { name: 'Runs' }).last().getByRole('link').first().click();
    const approval = page.getByRole('region', { name: 'Waiting for approval' });
    await approval.getByRole('textbox', { name: 'Note' }).fill('two it is');
    await approval.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('two it is', { exact: true }).waitFor();
    await page.getByText('completed').first().waitFor();
    expect(await page.getByRole('region', { name: 'Log' }).getByRole('listitem').count()).toBeGreaterThan(0);
    expect(faults).toEqual([]);
    const [run] = await stage.flow.source.query(
      `SELECT decision, decided_by AS by, note FROM approvals a JOIN workflow_runs r ON r.id = a.run_id
         JOIN workflows w ON w.id = r.workflow_id WHERE w.name = 'Needs two words'`,
    );
    expect(run).toEqual({ decision: 'granted', by: 'acme', note: 'two it is' });
  });

  it('say why they did not run, and are switched', async () => {
    const issue = await stage.flow.openPull();
    await stage.flow.untilEnded(issue.number);
    const { page, faults } = await stage.visit('/workflows');
    const events = page.getByRole('combobox', { name: 'Choose an event' });
    const option = events.locator('option', { hasText: 'pull_request.opened' }).first();
    await option.waitFor({ state: 'attached' });
    await events.selectOption(await option.getAttribute('value'));
    await page.waitForURL(/event=/);
    const why = page.getByRole('region', { name: 'Why did a workflow not run?' });
    await why.getByRole('listitem').filter({ hasText: 'size_label' }).getByText('did not run').waitFor();
    await page.getByRole('switch', { name: 'Turn size_label on' }).click();
    await page.getByRole('switch', { name: 'Turn size_label off' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('talk to services, whose credentials are written and not shown', async () => {
    const { page, faults } = await stage.visit('/integrations');
    await page.getByRole('button', { name: 'Connect a service' }).click();
    const dialog = page.getByRole('dialog', { name: 'Connect a service' });
    await dialog.getByRole('combobox', { name: 'Service' }).selectOption('jira');
    // Addresses have one line, and nothing but the name of the account is shown.
    expect(await dialog.locator('textarea').count()).toBe(0);
    const typeOf = (name: string) => dialog.getByLabel(name).getAttribute('type');
    expect(await Promise.all(['email', 'api_token', 'access_token', 'webhook_secret'].map(typeOf))).toEqual([
      'text',
      'password',
      'password',
      'password',
    ]);
    // Where there is nothing to connect it is said, and nothing is.
    await dialog.getByRole('combobox', { name: 'Service' }).selectOption('axolo');
    await dialog.getByText(/^Axolo documents no API and no webhook/).waitFor();
    expect(await dialog.getByRole('group').count()).toBe(0);
    expect(await dialog.getByRole('button', { name: 'Connect' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await dialog.getByRole('combobox', { name: 'Service' }).selectOption('pagerduty');
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('on call');
    await dialog.locator('input[type=password]').first().fill('R0123456789ABCDEF0123456789ABCDE');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'on call' });
    await row.waitFor();
    expect(await page.content()).not.toContain('R0123456789ABCDEF');
    await row.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await row.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('are pages for everybody: both themes, narrow and wide', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit('/workflows', { theme, width: 360 });
      for (const path of ['/workflows', '/workflows/new', '/integrations']) {
        await page.goto(`${stage.url}${path}`);
        await page.waitForLoadState('networkidle');
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
      expect(faults).toEqual([]);
    }
  });

  it('are read by those who may not change them', async () => {
    stage.flow.repository.collaborators.set('rita', 'read');
    const { page } = await stage.visit('/workflows', { login: 'rita' });
    await page.getByText('Only administrators can change workflows.').waitFor();
    await page.getByRole('link', { name: 'pr_review' }).waitFor();
    expect(await page.getByRole('switch').count()).toBe(0);
  });
});
