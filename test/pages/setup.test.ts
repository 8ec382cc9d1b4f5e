import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildSetupStage, linkOf, type SetupProcess, type SetupStage } from '../e2e/setup-stage.js';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll } from './page-stage.js';

const KEY = `sk-ant-${'a'.repeat(40)}`;

describe.skipIf(chromiumPath() === null)('the page of set-up', () => {
  let stage: SetupStage;
  let web: SetupProcess;
  let anthropic: ScriptedAnthropic;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    stage = await buildSetupStage();
    stage.sandbox.state.oauth.signIn = 'acme';
    // One origin for the browser, whatever the link says.
    anthropic = await startScriptedAnthropic({ apiKey: KEY });
    web = await stage.start({ PORT: String(stage.port), ANTHROPIC_BASE_URL: anthropic.url });
    browser = await chromium.launch({
      executablePath: chromiumPath() ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => void faults.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    await stage.close();
    await anthropic.close();
  });

  it('is locked for whoever has no link', async () => {
    const origin = new URL(linkOf(web.log())).origin;
    await page.goto(`${origin}/`);
    await page.getByRole('heading', { level: 1, name: 'Set-up is locked' }).waitFor();
    await expectAccessible(page);
    // The status of the page and of what it asked are told on the console.
    expect(faults.splice(0).filter((fault) => !fault.includes('401'))).toEqual([]);
  });

  it('goes from nothing to configured', async () => {
    await page.goto(linkOf(web.log()));
    await page.getByRole('heading', { level: 1, name: 'Set up Nectr' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.getByRole('button', { name: 'Use this address' }).click();
    await page.getByText('Only this machine can reach this address').waitFor();
    await page.getByRole('button', { name: 'Make a channel for me' }).click();
    await page.getByText('Deliveries come over a channel of').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Continue' }).click();

    await page.getByLabel('GitHub', { exact: true }).fill(stage.sandbox.url);
    // The page is loaded anew, since it may lead to no other GitHub than the one it was given with.
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Use this GitHub' }).click()]);
    await page.getByText('contents: read').waitFor();
    await expectAccessible(page);
    await page.getByLabel('Who owns the App').selectOption('account');
    await page.getByLabel('Name').fill('Nectr of acme');
    await page.getByRole('button', { name: 'Create on GitHub' }).click();

    await page.getByRole('heading', { name: 'Create GitHub App' }).waitFor();
    await page.getByRole('button', { name: 'Create GitHub App' }).click();
    await page.waitForURL(/step=claude/);
    await page.getByLabel('Anthropic API key').fill('no key');
    await page.getByRole('button', { name: 'Check and store' }).click();
    await page.getByText('This is no key').waitFor();
    await page.getByLabel('Anthropic API key').fill(`sk-ant-${'b'.repeat(40)}`);
    await page.getByRole('button', { name: 'Check and store' }).click();
    await page.getByText('does not take this key').waitFor();
    await page.getByRole('button', { name: 'Continue without Claude' }).click();
    expect(faults.splice(0).filter((fault) => !fault.includes('422'))).toEqual([]);

    await page.getByRole('heading', { name: 'Choose repositories' }).waitFor();
    const claude = page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: /Claude/ });
    await claude.click();
    await page.getByText('Skipped: reviews use rules alone.').waitFor();
    await page.getByLabel('Anthropic API key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose repositories' }).waitFor();
    await claude.click();
    await page.getByText(/A key is stored; reviews use claude-/).waitFor();
    expect(await page.getByLabel('Anthropic API key').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Continue', exact: true }).click();

    await page.getByRole('heading', { name: 'Choose repositories' }).waitFor();
    stage.sandbox.state.offered = [{ name: 'orchard', folder: stage.demo.folder }];
    await expect.poll(() => stage.channel.clients(), { timeout: 60_000 }).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Install on GitHub' }).click();
    await page.getByRole('button', { name: 'Install' }).click();
    await page.waitForURL(/step=delivery/);
    await page.getByText('installation.created').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Repositories' }).click();
    await page.getByText('acme: 1 repository').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByRole('heading', { name: 'Nectr is ready' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('can be left and come back to, and fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    for (const step of ['reach', 'app', 'claude', 'install', 'delivery', 'done']) {
      await page.goto(`${new URL(page.url()).origin}/setup?step=${step}`);
      await page.getByRole('navigation', { name: 'Steps' }).waitFor();
      await expectNoSidewaysScroll(page);
    }
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await page.getByRole('navigation', { name: 'Steps' }).waitFor();
    await expectAccessible(page);
    for (const secret of [stage.sandbox.state.webhookSecret, KEY]) expect(await page.content()).not.toContain(secret);
    expect(faults).toEqual([]);
  });

  it('ends with signing in, and is over then; administrators get to the doctor', async () => {
    const { origin } = new URL(page.url());
    await page.getByRole('button', { name: 'Finish, and sign in with GitHub' }).click();
    await page.waitForURL(`${origin}/overview`);
    await page.goto(`${origin}/setup`);
    await page.waitForURL(`${origin}/doctor`);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('heading', { level: 1, name: 'Doctor' }).waitFor();
    await page.getByText('GitHub App', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByText('permissions', { exact: true }).waitFor();
    await expectAccessible(page);
    await page.context().clearCookies();
    const answer = await page.goto(`${origin}/setup`);
    expect(answer?.status()).toBe(410);
    await page.getByRole('heading', { level: 1, name: 'This server is set up' }).waitFor();
  });
});
