import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

const AT = '/repos/acme/orchard';

describe.skipIf(chromiumPath() === null)('repositories', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    stage.flow.repository.collaborators.set('rita', 'read');
    await untilScanned();
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  /** Waits for the scan that is the newest one now, or was asked for. */
  async function untilScanned(after = 0): Promise<number> {
    let newest = 0;
    await vi.waitFor(
      async () => {
        const rows: { id: number; status: string }[] = await stage.flow.source.query(
          `SELECT id::float8 AS id, status FROM scans WHERE kind = 'full' ORDER BY id DESC LIMIT 1`,
        );
        newest = rows[0]?.id ?? 0;
        expect(newest).toBeGreaterThan(after);
        expect(rows[0]?.status).toBe('completed');
      },
      { timeout: 60_000, interval: 200 },
    );
    return newest;
  }

  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Repository' }).getByRole('link', { name, exact: true });

  it('are disconnected, connected again and scanned, each seen at once', async () => {
    const before = await untilScanned();
    const { page, faults } = await stage.visit('/repos');
    const connected = page.getByRole('table', { name: 'Connected' });
    await connected.getByRole('link', { name: 'acme/orchard' }).waitFor();
    expect(await connected.getByRole('row').nth(1).textContent()).toContain('scanned');
    await page.getByRole('button', { name: 'Actions for acme/orchard' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect acme/orchard?' });
    await expectAccessible(page);
    await dialog.getByRole('radio', { name: /^Delete it/ }).check();
    await dialog.getByRole('button', { name: 'Disconnect and delete' }).click();
    await page.getByText(/^acme\/orchard is disconnected/).waitFor();
    await page.getByRole('table', { name: 'Available' }).getByRole('link', { name: 'acme/orchard' }).waitFor();
    await page.getByRole('button', { name: 'Connect acme/orchard' }).click();
    await connected.getByRole('link', { name: 'acme/orchard' }).waitFor();
    await untilScanned(before);
    await expect.poll(() => connected.getByRole('row').nth(1).textContent()).toContain('scanned');
    expect(faults).toEqual([]);
  });

  it('are found by a part of their name, which stands in the address', async () => {
    const { page, faults } = await stage.visit('/repos');
    await page.getByRole('searchbox', { name: 'Find a repository' }).fill('nothing-like-it');
    await page.waitForURL(/\?q=nothing-like-it/);
    await page.getByText('No repository matches “nothing-like-it”').first().waitFor();
    await page.getByRole('searchbox', { name: 'Find a repository' }).fill('ORCH');
    await page.getByRole('link', { name: 'acme/orchard' }).waitFor();
    await page.getByRole('combobox', { name: 'Show' }).selectOption('available');
    await page.waitForURL(/show=available/);
    await expect.poll(() => page.getByRole('heading', { level: 2, name: 'Connected' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: /Give the App access on GitHub/ }).getAttribute('href')).toMatch(
      /installations\/new/,
    );
    expect(faults).toEqual([]);
  });

  it('have tabs that are addresses, accessible in both themes, and no wider than a phone', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit('/repos', { theme, width: 360 });
      await page.getByRole('link', { name: 'acme/orchard' }).waitFor();
      await page.getByRole('link', { name: /Give the App access on GitHub/ }).waitFor();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await page.goto(`${stage.url}${AT}`);
      for (const [name, path, seen] of [
        ['Overview', '', 'Health breakdown'],
        ['Files', '/files', 'README.md'],
        ['Insights', '/insights', 'Bus factor'],
        ['Reviews', '/reviews', 'Stock is asked before the price'],
        ['Settings', '/settings', 'Review pull requests'],
      ] as const) {
        await tab(page, name).click();
        await page.waitForURL(`${stage.url}${AT}${path}`);
        await page.getByText(seen).first().waitFor();
        await expect.poll(() => page.getByRole('status').filter({ hasText: 'Loading' }).count()).toBe(0);
        expect(await tab(page, name).getAttribute('aria-current')).toBe('page');
        expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
      expect(faults).toEqual([]);
    }
  });

  it('show how far a scan is while it goes on, and why one failed', async () => {
    const { page } = await stage.visit('/livez');
    const scan = { id: 1, kind: 'full', reason: 'rescan', sha: null };
    const running = { ...scan, state: 'running', phase: 'symbols', files_total: 200, files_read: 86, symbols: 1204 };
    const told = {
      state: 'running',
      progress: 43,
      scanned_at: null,
      under_way: [{ ...running, edges: 7, started_at: new Date().toISOString(), eta_at: null }],
      last: { ...scan, state: 'failed', error: 'the disk is full', completed_at: null, details: {} },
    };
    await page.route('**/api/v1/repos/acme/orchard/scan', (route) => route.fulfill({ json: told }));
    await page.goto(`${stage.url}${AT}`);
    const under = page.getByRole('region', { name: 'Whole repository' });
    await under.getByText('86 of 200').waitFor();
    expect(await under.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('43');
    expect(await page.getByRole('alert').textContent()).toContain('the disk is full');
    await page.unroute('**/api/v1/repos/acme/orchard/scan');
    const before = await untilScanned();
    await page.reload();
    await page.getByRole('button', { name: 'Scan again' }).first().click();
    await page.getByText('A scan of acme/orchard has started').waitFor();
    await untilScanned(before);
    await expect.poll(() => page.getByRole('region', { name: 'Scan', exact: true }).textContent()).toContain('scanned');
  });

  it('are opened folder by folder, and a file is found by a part of its path', async () => {
    const { page, faults } = await stage.visit(`${AT}/files`);
    const table = page.getByRole('table', { name: 'Files of the repository' });
    await table.getByRole('button', { name: 'Open src', exact: true }).click();
    await page.waitForURL(/\?path=src$/);
    await table.getByRole('button', { name: 'Open src/orders' }).click();
    await table.getByRole('link', { name: 'place-order.ts', exact: true }).waitFor();
    await page.reload();
    await table.getByRole('link', { name: 'place-order.ts', exact: true }).waitFor();
    await table.getByRole('button', { name: 'Close src', exact: true }).click();
    await expect.poll(() => table.getByRole('link', { name: 'place-order.ts', exact: true }).count()).toBe(0);
    await page.getByRole('searchbox', { name: 'Find a file' }).fill('ORDERS/place');
    await table.getByRole('link', { name: 'src/orders/place-order.ts', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Find a file' }).fill('no-such-file');
    await page.getByText('Nothing matches “no-such-file”').waitFor();
    expect(faults).toEqual([]);
  });

  it('are set on the page, but for what their file sets; what is wrong stands at its field', async () => {
    const { page } = await stage.visit(`${AT}/settings`);
    const most = page.getByRole('spinbutton', { name: 'Maximum comments' });
    await most.waitFor();
    expect(await page.getByRole('textbox', { name: 'Skip by label' }).isDisabled()).toBe(true);
    expect(await page.getByRole('link', { name: '.github/nectr.yml' }).first().getAttribute('href')).toContain(
      '/acme/orchard/blob/main/.github/nectr.yml',
    );
    await most.fill('51');
    await page.getByRole('checkbox', { name: 'Review drafts' }).check();
    // The browser's own check of the number is not what is tried here.
    await page.evaluate(`document.querySelector('form').noValidate = true`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => most.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('checkbox', { name: 'Review drafts' }).isChecked()).toBe(true);
    await most.fill('7');
    const language = page.getByRole('textbox', { name: 'Language', exact: true });
    const included = page.getByRole('textbox', { name: 'Only these files', exact: true });
    await language.fill('jp');
    await included.fill('docs/\n../secrets');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('no language is called jp: did you mean ja?').waitFor();
    await page.getByText('`../secrets`: it has . or .. for a folder, which no path of a repository has').waitFor();
    expect(await Promise.all([language, included, most].map((field) => field.getAttribute('aria-invalid')))).toEqual([
      'true',
      'true',
      null,
    ]);
    await language.fill('en');
    await included.fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.reload();
    await expect.poll(() => most.inputValue()).toBe('7');
    await page.getByRole('button', { name: 'Reset Maximum comments' }).click();
    await expect.poll(() => most.inputValue()).toBe('10');
    expect(await page.getByRole('checkbox', { name: 'Review drafts' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Reset Review drafts' }).click();
    await expect.poll(() => page.getByRole('checkbox', { name: 'Review drafts' }).isChecked()).toBe(false);
  });

  it('are only looked at by who may only read', async () => {
    const { page, faults } = await stage.visit(`${AT}/settings`, { login: 'rita' });
    await page.getByText('This needs write permission in the repository.').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Review drafts' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await tab(page, 'Overview').click();
    expect(await page.getByRole('button', { name: 'Scan again' }).isDisabled()).toBe(true);
    await page.goto(`${stage.url}/repos/acme/none`);
    await page.getByText('Not found').waitFor();
    expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
  });
});
