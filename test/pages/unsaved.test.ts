import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

const SETTINGS = '/repos/acme/orchard/settings';

describe.skipIf(chromiumPath() === null)('what is not saved', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  const question = (page: Page) => page.getByRole('dialog', { name: 'Leave without saving?' });
  const main = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
  const language = (page: Page) => page.getByRole('textbox', { name: 'Language', exact: true });

  /** The question comes, and who stays finds everything as it was. */
  async function stays(page: Page, leave: () => Promise<unknown>): Promise<void> {
    const before = page.url();
    await leave();
    await question(page).waitFor();
    await question(page).getByRole('button', { name: 'Keep editing' }).click();
    await question(page).waitFor({ state: 'detached' });
    expect(page.url()).toBe(before);
  }

  it('in settings is asked for before a link or the back button leads away, and kept by who stays', async () => {
    const { page, faults } = await stage.visit('/repos');
    await page.getByRole('link', { name: 'acme/orchard' }).first().click();
    await page.getByRole('navigation', { name: 'Repository' }).getByRole('link', { name: 'Settings' }).click();
    await language(page).fill('de');
    await stays(page, () => main(page, 'Reviews').click());
    await stays(page, () => page.getByRole('navigation', { name: 'Repository' }).getByText('Files').click());
    await stays(page, () => page.goBack());
    expect(await language(page).inputValue()).toBe('de');
    await main(page, 'Reviews').click();
    await question(page).getByRole('button', { name: 'Leave without saving' }).click();
    await page.waitForURL(/\/reviews$/);
    await page.goBack();
    await language(page).waitFor();
    expect(await language(page).inputValue()).toBe('en');
    expect(faults).toEqual([]);
  });

  it('is asked for with the keyboard alone, in both themes, and on a phone', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit(SETTINGS, { theme, width: 360 });
      await language(page).fill('de');
      const tab = page.getByRole('navigation', { name: 'Repository' }).getByRole('link', { name: 'Files' });
      await tab.focus();
      await page.keyboard.press('Enter');
      const focused = () => page.evaluate('document.activeElement.textContent');
      await expect.poll(focused).toBe('Keep editing');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await page.keyboard.press('Escape');
      await question(page).waitFor({ state: 'detached' });
      await expect.poll(focused).toBe('Files');
      await page.keyboard.press('Enter');
      await question(page).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/files$/);
      expect(faults).toEqual([]);
    }
  });

  it('is not asked for where nothing is changed, where it is as before, or where it was saved', async () => {
    const { page, faults } = await stage.visit(SETTINGS);
    const away = async () => {
      await main(page, 'Reviews').click();
      await page.waitForURL(/\/reviews$/);
      await page.goBack();
      await language(page).waitFor();
    };
    await away();
    await language(page).fill('de');
    await language(page).fill('en ');
    await away();
    await language(page).fill('de');
    // A place within the page leads nowhere.
    await page.evaluate(`location.hash = '#content'`);
    expect(await question(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await away();
    expect(await language(page).inputValue()).toBe('de');
    expect(faults).toEqual([]);
  });

  it('is asked for by the browser when the tab is loaded anew or closed', async () => {
    const { page } = await stage.visit('/settings');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.type());
      void dialog.dismiss();
    });
    await language(page).waitFor();
    await page.reload();
    expect(asked).toEqual([]);
    await language(page).fill('fr');
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => asked).toEqual(['beforeunload']);
    expect(page.isClosed()).toBe(false);
    expect(await language(page).inputValue()).toBe('fr');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.close({ runBeforeUnload: true });
    await expect.poll(() => page.isClosed()).toBe(true);
    expect(asked).toEqual(['beforeunload']);
  });

  it('of a workflow is asked for as form and as YAML, and not once it is made or removed', async () => {
    const { page, faults } = await stage.visit('/workflows');
    await page.getByRole('link', { name: 'New workflow' }).click();
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    const first = await yaml.inputValue();
    await name.fill('Another');
    await stays(page, () => main(page, 'Reviews').click());
    await yaml.fill('name: [');
    await stays(page, () => page.goBack());
    await yaml.fill(first);
    await main(page, 'Workflows').click();
    await page.waitForURL(/\/workflows$/);
    await page.goBack();
    await name.fill('Kept');
    await page.getByText('No problems: ready to save.').waitFor();
    await page.getByRole('button', { name: 'Create workflow' }).click();
    await page.getByRole('heading', { level: 1, name: 'Kept' }).waitFor();
    await page.getByRole('link', { name: 'Definition' }).click();
    await name.fill('Kept more');
    await stays(page, () => page.getByRole('link', { name: 'Runs', exact: true }).click());
    expect(await name.inputValue()).toBe('Kept more');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog', { name: 'Delete Kept?' }).getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/workflows$/);
    expect(await question(page).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('of a workflow stays when somebody else saves it meanwhile, and overwrites nothing', async () => {
    const { page } = await stage.visit('/workflows/new');
    const yaml = page.getByRole('textbox', { name: 'YAML' });
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shared');
    await page.getByText('No problems: ready to save.').waitFor();
    await page.getByRole('button', { name: 'Create workflow' }).click();
    await page.getByRole('heading', { level: 1, name: 'Shared' }).waitFor();
    await page.getByRole('link', { name: 'Definition' }).click();
    const { page: other } = await stage.visit(page.url().slice(stage.url.length));
    for (const [each, words] of [
      [page, 'Mine'],
      [other, 'Theirs'],
    ] as const)
      await each.getByRole('textbox', { name: 'Description' }).fill(words);
    await other.getByRole('button', { name: 'Save', exact: true }).click();
    await other.getByText('Saved as version 2.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Somebody else saved version 2 while you were editing.').waitFor();
    expect(await yaml.inputValue()).toContain('description: Mine');
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Discard mine, load version 2' }).click();
    expect(await yaml.inputValue()).toContain('description: Theirs');
    await page.getByRole('textbox', { name: 'Description' }).fill('Both');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as version 3.').waitFor();
    // Who had not changed anything sees it without being asked.
    await other.reload();
    expect(await other.getByRole('textbox', { name: 'YAML' }).inputValue()).toContain('description: Both');
    expect(await question(page).count()).toBe(0);
  });

  it('of a replay is asked for', async () => {
    const { page, faults } = await stage.visit('/replay?repo=acme/orchard');
    await page.getByRole('textbox', { name: 'Name of setting 2' }).fill('Strict');
    await stays(page, () => main(page, 'Reviews').click());
    expect(await page.getByRole('textbox', { name: 'Name of setting 2' }).inputValue()).toBe('Strict');
    expect(faults).toEqual([]);
  });

  it.each([
    ['/memory', 'Add a rule', 'Add a rule', 'What to remember'],
    ['/integrations', 'Connect a service', 'Connect a service', 'Name'],
    ['/tokens', 'New token', 'New token', 'Name'],
    ['/usage', 'Edit', 'Edit budgets', 'Dollars per day'],
    ['/settings?tab=mcp', 'Add a server', 'Add a server', 'Name'],
  ])('in a dialog of %s is kept from Escape, the back button and the closing of the tab', async (...given) => {
    const [path, opens, title, field] = given;
    const { page, faults } = await stage.visit('/reviews');
    await page.goto(`${stage.url}${path}`);
    const dialog = page.getByRole('dialog', { name: title });
    const open = async () => {
      await page.getByRole('button', { name: opens, exact: true }).click();
      await dialog.waitFor();
    };
    await open();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await open();
    const input = dialog.getByLabel(field, { exact: true }).first();
    await input.fill('7');
    await stays(page, () => page.keyboard.press('Escape'));
    await expectAccessible(page);
    await stays(page, () => page.mouse.click(5, 5));
    const asked = new Promise((resolve) => page.once('dialog', (one) => resolve(one.dismiss().then(() => one.type()))));
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    expect(await input.inputValue()).toBe('7');
    await input.fill('');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await open();
    await input.fill('7');
    await page.keyboard.press('Escape');
    await question(page).getByRole('button', { name: 'Leave without saving' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });
});
