import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { crowd } from './crowd.js';
import { chromiumPath, expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

const AT = '/repos/acme/orchard/graph';
/** Where there is no graphics card the driver says how slow it is. */
const ours = (faults: readonly string[]) => faults.filter((fault) => !fault.includes('GL Driver Message'));

describe.skipIf(chromiumPath() === null)('the graph', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    await vi.waitFor(
      async () =>
        expect(
          await stage.flow.source.query(
            `SELECT 1 FROM repositories WHERE scanned_at IS NOT NULL AND full_name = 'acme/orchard'`,
          ),
        ).toHaveLength(1),
      { timeout: 60_000 },
    );
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it('is drawn by folders; the table beside it has the same, and leads deeper by keyboard', async () => {
    const { page, faults } = await stage.visit(AT);
    const table = page.getByRole('table', { name: 'Nodes of the graph' });
    await page.locator('[data-state=still]').waitFor();
    expect(
      await page
        .getByRole('img', { name: /^Graph of \d+ nodes/ })
        .locator('canvas')
        .count(),
    ).toBeGreaterThan(0);
    await table.getByRole('button', { name: 'src/', exact: true }).press('Enter');
    await page.waitForURL(/at=src/);
    await page.getByRole('region', { name: 'Imported by' }).getByRole('button', { name: 'test' }).waitFor();
    await table.getByRole('button', { name: 'Open src', exact: true }).press('Enter');
    await page.waitForURL(/focus=src$/);
    await table.getByRole('button', { name: 'src/orders/' }).waitFor();
    await page
      .getByRole('navigation', { name: 'Place in the repository' })
      .getByRole('button', { name: 'root' })
      .click();
    await table.getByRole('button', { name: 'src/', exact: true }).waitFor();
    await page.goBack();
    await table.getByRole('button', { name: 'src/orders/' }).waitFor();
    expect(ours(faults)).toEqual([]);
  });

  it('has layers that stand in the address', async () => {
    const { page, faults } = await stage.visit(`${AT}?view=files`);
    const edges = page.getByRole('table', { name: 'Connections of the graph' });
    await edges.getByText('imports').first().waitFor();
    await page.getByRole('checkbox', { name: 'Imports' }).uncheck();
    await page.waitForURL(/layers=none/);
    await expect.poll(() => edges.count()).toBe(0);
    await page.getByRole('checkbox', { name: 'Changed together' }).check();
    await edges.getByText('changes with').first().waitFor();
    await page.getByRole('checkbox', { name: 'Authors' }).check();
    await page.getByRole('checkbox', { name: 'Hotspots' }).check();
    await page.waitForURL(/layers=together\.owners\.hotspots/);
    const legend = page.getByRole('region', { name: 'Main authors' });
    await legend.getByText('others, or not known').waitFor();
    expect(await legend.getByRole('listitem').count()).toBeGreaterThan(1);
    await page.reload();
    await legend.waitFor();
    expect(await page.getByRole('checkbox', { name: 'Imports' }).isChecked()).toBe(false);
    await page.locator('[data-state=still]').waitFor();
    expect(ours(faults)).toEqual([]);
  });

  it('goes from a file to its symbols: callers left, what is called right, the uncertain folded', async () => {
    const { page, faults } = await stage.visit(`${AT}?view=files&focus=src/app.ts`);
    await page.getByRole('region', { name: 'Symbols' }).getByRole('button', { name: 'createApp' }).click();
    await page.waitForURL(/view=symbol/);
    const [callers, callees] = [
      page.getByRole('region', { name: /^Callers/ }),
      page.getByRole('region', { name: /^Calls/ }),
    ];
    await callers.getByRole('link', { name: /src\/server\.ts:\d+/ }).waitFor();
    await page.getByText('At least 1 caller.').waitFor();
    const callee = callees.getByRole('button').first();
    const name = (await callee.textContent()) ?? '';
    await callee.click();
    await page.waitForURL(new RegExp(`${name}$`));
    await page.getByRole('heading', { level: 2, name }).waitFor();
    expect(ours(faults)).toEqual([]);
  });

  it('is a table and a sentence where there is no WebGL', async () => {
    const { page } = await stage.visit('/livez');
    await page.addInitScript(`HTMLCanvasElement.prototype.getContext = () => null`);
    await page.goto(`${stage.url}${AT}`);
    await page.getByText('This browser has no WebGL').waitFor();
    await page
      .getByRole('table', { name: 'Nodes of the graph' })
      .getByRole('button', { name: 'src/', exact: true })
      .waitFor();
  });

  it('is accessible in both themes, and no wider than a phone', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const { page, faults } = await stage.visit(null, { theme, width: 360 });
      for (const query of [
        '',
        '?view=files&layers=imports.owners&at=src/app.ts',
        '?view=symbol&focus=src/app.ts%23createApp',
      ]) {
        await page.goto(`${stage.url}${AT}${query}`);
        await page.getByRole('heading', { level: 2 }).first().waitFor();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        expect(ours(faults)).toEqual([]);
      }
    }
  });

  it('shows 5,000 files, laid out beside the page', async () => {
    const { page, faults } = await stage.visit('/reviews');
    const picture = crowd(5000);
    await page.route('**/api/v1/repos/acme/orchard/graph?*', (route) => route.fulfill({ json: picture }));
    await page.goto(`${stage.url}${AT}?view=files&nodes=5000`);
    await page.locator('[data-state=still]').waitFor({ timeout: 60_000 });
    const took = (await page.evaluate(
      `performance.getEntriesByName('graph-first-frame').map(({ duration }) => duration)`,
    )) as number[];
    // How long it takes is measured by `npm run bench page`, where nothing runs beside it.
    expect(took).toHaveLength(1);
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('file-4999');
    const drawn = page.locator('[data-state=still]');
    const before = await drawn.screenshot();
    // Where the processor draws, a frame of so many takes long, and a click waits for it.
    await page.getByRole('button', { name: 'src/part-199/file-4999.ts', exact: true }).click({ timeout: 60_000 });
    await page.waitForURL(/at=src/);
    // It and what it is connected with are marked in the picture.
    await expect.poll(async () => before.equals(await drawn.screenshot()), { timeout: 15_000 }).toBe(false);
    expect(ours(faults)).toEqual([]);
  });
});
