import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

describe.skipIf(chromiumPath() === null)('replay', () => {
  let stage: PageStage;
  let path: string;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read');
    const issue = await stage.flow.openPull({ deliver: false });
    await stage.flow.sandbox.mergePull(stage.flow.repository, issue.number);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  const statusOf = async (): Promise<string | undefined> => {
    const rows: { status: string }[] = await stage.flow.source.query(
      'SELECT status FROM replays ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0]?.status;
  };

  it('is empty at first, and says what would be paid', async () => {
    const { page, faults } = await stage.visit('/replay?repo=acme/orchard');
    await page.getByRole('heading', { level: 1, name: 'Replay' }).waitFor();
    await page.getByText('Nothing was replayed here yet').waitFor();
    await page.getByText(/are the same: change something in one of them/).waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page.getByRole('combobox', { name: 'Change something in Setting 2' }).selectOption('Minimum severity');
    await page.getByRole('combobox', { name: 'Minimum severity' }).selectOption('must-fix');
    await page.getByText('10 reviews by the rules alone').waitFor();
    const asked = page.waitForRequest((request) => request.url().includes('efforts=deep'));
    await page.getByRole('combobox', { name: 'Change something in Setting 2' }).selectOption('Effort');
    await page.getByRole('combobox', { name: 'Effort' }).selectOption('deep');
    await asked;
    expect(faults).toEqual([]);
  });

  it('tries settings on merged pull requests, shows how far it is, and compares them', async () => {
    const { page, faults } = await stage.visit('/replay?repo=acme/orchard');
    await page.getByRole('spinbutton', { name: 'Pull requests' }).fill('2');
    await page.getByRole('textbox', { name: 'Name of setting 2' }).fill('Strict');
    await page.getByRole('combobox', { name: 'Change something in Strict' }).selectOption('Minimum severity');
    await page.getByRole('combobox', { name: 'Minimum severity' }).selectOption('must-fix');
    await page.getByText('4 reviews by the rules alone').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.waitForURL(/\/replay\/[0-9a-f-]{36}$/);
    path = new URL(page.url()).pathname;
    await page.getByText('4 of 4 reviews').waitFor({ timeout: 60_000 });
    await page.getByText('completed').first().waitFor();
    await page.getByText('No model is configured: the rules reviewed alone.').waitFor();
    const table = page.getByRole('table', { name: 'Settings compared' });
    await table
      .getByRole('columnheader', { name: /^Strict/ })
      .getByText('min_severity: must-fix')
      .waitFor();
    await table.getByRole('row', { name: /^Comments per pull request/ }).waitFor();
    const pull = page.getByRole('button', { name: /export/i }).first();
    await pull.click();
    await page.waitForURL(/\?pull=\d+$/);
    await page.getByText('only with As it is').first().waitFor();
    await page.getByText('fate unknown').first().waitFor();
    expect(faults).toEqual([]);
  });

  it('opens at the pull request of its address, and stands in the list', async () => {
    const { page, faults } = await stage.visit('/replay?repo=acme/orchard');
    await page.getByRole('link', { name: 'As it is · Strict' }).click();
    await page.waitForURL((url) => url.pathname === path);
    await page.getByRole('link', { name: 'All replays' }).click();
    await page.waitForURL(/\/replay\?repo=acme%2Forchard$/);
    expect(faults).toEqual([]);
  });

  it('is cancelled', async () => {
    const { page, faults } = await stage.visit('/replay?repo=acme/orchard');
    await page.getByRole('spinbutton', { name: 'Pull requests' }).fill('20');
    await page.getByRole('combobox', { name: 'Change something in Setting 2' }).selectOption('Maximum comments');
    await page.getByRole('spinbutton', { name: 'Maximum comments' }).fill('1');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled by acme').waitFor();
    expect(await statusOf()).toBe('cancelled');
    await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('lets who may only read look, and start nothing', async () => {
    const { page } = await stage.visit('/replay?repo=acme/orchard', { login: 'rita' });
    await page.getByText(/write permission/).waitFor();
    expect(await page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'As it is · Strict' }).click();
    await page.getByRole('table', { name: 'Settings compared' }).waitFor();
  });

  it('says that there is no such replay', async () => {
    const { page } = await stage.visit('/replay/00000000-0000-4000-8000-000000000000');
    await page.getByRole('alert').waitFor();
  });

  it('is reached from the settings of a repository', async () => {
    const { page, faults } = await stage.visit('/repos/acme/orchard/settings');
    await page.getByRole('link', { name: 'Try settings on past pull requests' }).click();
    await page.waitForURL(/\/replay\?repo=acme%2Forchard$/);
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('stops nobody, %s and %i px wide', async (theme, width) => {
    for (const address of ['/replay?repo=acme/orchard', path]) {
      const { page, faults } = await stage.visit(address, { theme, width });
      await page.getByRole('heading', { level: 2 }).last().waitFor();
      await page.waitForLoadState('domcontentloaded');
      if (address === path)
        await page
          .getByRole('button', { name: /export/i })
          .first()
          .click();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      expect(faults).toEqual([]);
    }
  });
});
