import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

describe.skipIf(chromiumPath() === null)('the way in', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterAll(() => stage.close());

  it('shows strangers what this is, and nothing else', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit('/', { login: null, theme, width: 360 });
      await page.getByRole('heading', { level: 1, name: 'Code review that knows your repository' }).waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      expect(faults).toEqual([]);
    }
  });

  it('leads who is not signed in through the door, and back to where they wanted', async () => {
    const { page, faults } = await stage.visit('/findings?state=fixed', { login: null });
    await page.waitForURL(/\/login\?return_to=/);
    stage.flow.sandbox.state.oauth.signIn = 'acme';
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.waitForURL(`${stage.url}/findings?state=fixed`);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('says why a sign-in failed', async () => {
    const { page } = await stage.visit('/login?error=access_denied', { login: null });
    expect(await page.getByRole('alert').textContent()).toContain('You declined on GitHub');
  });

  it('goes by keyboard from page to page', async () => {
    const { page, faults } = await stage.visit('/overview');
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    const nav = page.getByRole('navigation', { name: 'Main' });
    await nav.getByRole('link', { name: 'Reviews', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${stage.url}/reviews`);
    expect(await nav.getByRole('link', { name: 'Reviews', exact: true }).getAttribute('aria-current')).toBe('page');
    expect(faults).toEqual([]);
  });

  it('signs out', async () => {
    const { page } = await stage.visit('/overview');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in with GitHub' }).waitFor();
    await page.goto(`${stage.url}/overview`);
    await page.waitForURL(/\/login/);
  });

  it('keeps its policy: nothing inline, nothing from elsewhere, no frame', async () => {
    const answer = await fetch(`${stage.url}/overview`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'self'`);
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|<style|style=|onload=/);
    expect((await fetch(`${stage.url}/no/such/page`)).status).toBe(404);
    expect((await fetch(`${stage.url}/assets/none.js`)).status).toBe(404);
    const packed = await fetch(`${stage.url}/theme.js`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const tag = packed.headers.get('etag') ?? '';
    expect((await fetch(`${stage.url}/theme.js`, { headers: { 'If-None-Match': tag } })).status).toBe(304);
  });
});
