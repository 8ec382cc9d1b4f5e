import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { openPageStage, type PageStage } from './page-stage.js';

/** Of the inbox and the graph their own tests tell; this is what all pages have in common. */
describe.skipIf(chromiumPath() === null)('by keyboard alone', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  const hasFocus = (of: Locator) => expect.poll(() => of.and(of.page().locator(':focus')).count()).toBe(1);
  const isIn = (page: Page, role: string) =>
    expect.poll(() => page.evaluate(`document.activeElement.closest('[role=${role}]') !== null`)).toBe(true);

  it('a menu opens, is gone through and closes; who opened it has the focus again', async () => {
    const { page, faults } = await stage.visit('/overview');
    const account = page.getByRole('button', { name: 'Account' });
    await account.focus();
    await page.keyboard.press('Enter');
    const [system, out] = [
      page.getByRole('menuitemradio', { name: 'System' }),
      page.getByRole('menuitem', { name: 'Sign out' }),
    ];
    await hasFocus(system);
    await page.keyboard.press('End');
    await hasFocus(out);
    await page.keyboard.press('Home');
    await hasFocus(system);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await hasFocus(account);
    expect(faults).toEqual([]);
  });

  it('the theme is the light one, the dark one or that of the system, and stays so', async () => {
    const { page, context, faults } = await stage.visit('/overview');
    const themeOf = (of: Page) => expect.poll(() => of.evaluate('document.documentElement.dataset.theme'));
    const choice = (name: string) => page.getByRole('menuitemradio', { name });
    const isChosen = (name: string) =>
      expect.poll(() => choice(name).getAttribute('aria-checked', { timeout: 5000 })).toBe('true');
    const account = page.getByRole('button', { name: 'Account' });
    await account.press('Enter');
    await isChosen('System');
    await themeOf(page).toBe('light');
    await choice('Dark').press('Enter');
    await isChosen('Dark');
    await themeOf(page).toBe('dark');
    // It is a choice, though the system has the same for now.
    await choice('Light').press('Enter');
    await page.emulateMedia({ colorScheme: 'dark' });
    await themeOf(page).toBe('light');
    await page.reload();
    await themeOf(page).toBe('light');
    await account.press('Enter');
    await isChosen('Light');
    // Every window has it, and follows the system again.
    const other = await context.newPage();
    await other.goto(`${stage.url}/tokens`);
    await themeOf(other).toBe('light');
    await choice('Dark').press('Enter');
    await themeOf(other).toBe('dark');
    await choice('System').press('Enter');
    await themeOf(page).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await themeOf(page).toBe('light');
    await themeOf(other).toBe('light');
    await page.reload();
    await account.press('Enter');
    await isChosen('System');
    expect(faults).toEqual([]);
  });

  it('a dialog holds the focus, and gives it back to what opened it', async () => {
    const { page, faults } = await stage.visit('/tokens');
    const add = page.getByRole('button', { name: 'New token' });
    await add.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'New token' });
    await dialog.waitFor();
    for (let at = 0; at < 15; at++) {
      await isIn(page, 'dialog');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await hasFocus(add);
    // Made, put away and revoked without a mouse.
    await page.keyboard.press('Enter');
    await dialog.getByRole('textbox', { name: 'Name' }).focus();
    await page.keyboard.type('by hand');
    await page.keyboard.press('Enter');
    const fresh = page.getByRole('region', { name: 'The token “by hand”' });
    await fresh.getByRole('button', { name: 'Done' }).press('Enter');
    await fresh.waitFor({ state: 'detached' });
    const revoke = page.getByRole('button', { name: 'Revoke by hand' });
    await revoke.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await hasFocus(revoke);
    expect(faults).toEqual([]);
  });

  it('a dialog out of a menu gives the focus back to the menu', async () => {
    const { page, faults } = await stage.visit('/repos');
    const actions = page.getByRole('button', { name: 'Actions for acme/orchard' });
    await actions.press('Enter');
    await page.getByRole('menuitem', { name: 'Disconnect…' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Disconnect acme/orchard?' });
    await dialog.waitFor();
    await isIn(page, 'dialog');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await hasFocus(actions);
    expect(faults).toEqual([]);
  });

  it('the menu of a phone opens, leads on and closes', async () => {
    const { page, faults } = await stage.visit('/overview', { width: 360 });
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.press('Enter');
    expect(await menu.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Usage' }).waitFor();
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    expect(faults).toEqual([]);
  });
});
