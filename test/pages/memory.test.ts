import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

describe.skipIf(chromiumPath() === null)('memory', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read');
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  const stateOf = async (text: string): Promise<string | undefined> => {
    const rows: { state: string }[] = await stage.flow.source.query('SELECT state FROM memories WHERE text = $1', [
      text,
    ]);
    return rows[0]?.state;
  };

  it('has candidates that somebody stands for', async () => {
    const { page, faults } = await stage.visit('/memory');
    await page.getByRole('navigation', { name: 'Memory' }).getByRole('link', { name: 'Candidates 2' }).click();
    await page.waitForURL(/\?tab=candidates$/);
    const row = page.getByRole('listitem').filter({ hasText: 'Receipts are mailed' });
    await row.getByText('3 of 3 signals').waitFor();
    await row.getByRole('button', { name: /^Approve M\d+$/ }).click();
    await page.getByText(/applies from now on/).waitFor();
    await row.waitFor({ state: 'detached' });
    expect(await stateOf('Receipts are mailed after the answer, and tried again.')).toBe('active');
    await page.getByRole('link', { name: 'Candidates 1' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('says why one is stale', async () => {
    const { page, faults } = await stage.visit('/memory?tab=stale');
    const row = page.getByRole('listitem').filter({ hasText: 'Coupons are compared' });
    await row.getByText('Stale: src/coupons/legacy.ts is gone').waitFor();
    await row.getByText(/applied 2×/).waitFor();
    expect(faults).toEqual([]);
  });

  it('is added, edited, switched off and on, and forgotten with a way back', async () => {
    const { page, faults } = await stage.visit('/memory');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a rule' });
    await dialog.getByRole('textbox', { name: 'What to remember' }).fill('Dates are written in UTC');
    await dialog.getByRole('textbox', { name: 'Files' }).fill('src/**');
    await dialog.getByRole('button', { name: 'Remember' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('listitem').filter({ hasText: 'Dates are written' });
    await row.getByText('by acme').waitFor();
    const menu = async (name: string) => {
      await row.getByRole('button', { name: /^More for M/ }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await menu('Edit');
    const edit = page.getByRole('dialog', { name: /^Edit M/ });
    await edit.getByRole('textbox', { name: 'What to remember' }).fill('Dates are written in UTC, everywhere');
    await edit.getByRole('button', { name: 'Save' }).click();
    await row.getByText('everywhere').waitFor();
    await menu('Turn off');
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Off 1' }).click();
    await row.waitFor();
    await menu('Turn on');
    await row.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /^Active/ }).click();
    await row.waitFor();
    await menu('Forget');
    await row.waitFor({ state: 'detached' });
    expect(await stateOf('Dates are written in UTC, everywhere')).toBe('deleted');
    await page.getByRole('dialog').filter({ hasText: 'forgotten' }).getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    expect(await stateOf('Dates are written in UTC, everywhere')).toBe('active');
    expect(faults).toEqual([]);
  });

  it('is looked for by words and kind, which stand in the address', async () => {
    const { page, faults } = await stage.visit('/memory');
    await page.getByRole('searchbox', { name: 'Search memories' }).fill('whole cents');
    await page.waitForURL(/q=whole/);
    await expect.poll(() => page.getByRole('button', { name: /^More for M/ }).count()).toBe(1);
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('decision');
    await page.getByText('No memory matches').waitFor();
    expect(faults).toEqual([]);
  });

  it('says at the field what is wrong', async () => {
    const { page } = await stage.visit('/memory');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a rule' });
    await dialog.getByRole('textbox', { name: 'What to remember' }).fill('x holds');
    await dialog.getByRole('textbox', { name: 'Rule' }).fill('no/such-rule');
    await dialog.getByRole('button', { name: 'Remember' }).click();
    await dialog.getByText(/is no rule/).waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Rule' }).getAttribute('aria-invalid')).toBe('true');
  });

  it('is read and not changed by who may only read', async () => {
    const { page, faults } = await stage.visit('/memory?tab=candidates', { login: 'rita' });
    await page.getByText('Refunds are checked').waitFor();
    expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^More for/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Add a rule' }).isDisabled()).toBe(true);
    expect(faults).toEqual([]);
  });

  it('shows words from outside as words', async () => {
    const text = `<img src=x onerror="document.title='owned'"> \`<script>\` [x](javascript:alert(1))`;
    await stage.flow.source.query(`UPDATE memories SET text = $1 WHERE text LIKE 'Refunds%'`, [text]);
    const { page, faults } = await stage.visit('/memory?tab=candidates');
    await page.getByText('<img src=x').waitFor();
    expect(await page.title()).toBe('Memory · Nectr');
    expect(await page.getByRole('main').locator('img').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('can be used by everybody, and on a narrow screen', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit(null, { theme, width: theme === 'dark' ? 360 : 1440 });
      for (const path of ['/memory', '/memory?tab=candidates', '/memory?tab=map']) {
        await page.goto(`${stage.url}${path}`);
        await page.getByRole('link', { name: 'acme/orchard' }).first().waitFor();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        expect(faults).toEqual([]);
      }
    }
  });
});
