import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { crowd } from './crowd.js';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, expectNoSidewaysScroll, openPageStage, type PageStage } from './page-stage.js';

const AT = '/repos/acme/orchard/graph';

/** Of the page: one point of each node of the picture. */
const NODES = `(() => {
  const canvas = [...document.querySelectorAll('[data-state] canvas')].at(-1);
  const { x, y, width, height } = canvas.getBoundingClientRect();
  const found = [];
  for (let across = 4; across < width; across += 8) for (let down = 4; down < height; down += 8) {
    const at = { clientX: x + across, clientY: y + down, bubbles: true };
    canvas.dispatchEvent(new PointerEvent('pointermove', at));
    if (canvas.style.cursor === 'pointer' && !found.some((one) => Math.hypot(one.x - at.clientX, one.y - at.clientY) < 45))
      found.push({ x: at.clientX, y: at.clientY });
  }
  return found;
})()`;

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
    expect(faults).toEqual([]);
  });

  it('is moved by wheel, drag and buttons; a click chooses a node, another opens it', async () => {
    const { page, faults } = await stage.visit(AT);
    const picture = page.locator('[data-state=still]');
    await picture.waitFor();
    const changes = async (act: () => Promise<void>) => {
      const before = await picture.screenshot();
      await act();
      await expect.poll(async () => before.equals(await picture.screenshot())).toBe(false);
    };
    const frame = await picture.boundingBox();
    const [x, y] = [(frame?.x ?? 0) + (frame?.width ?? 0) / 2, (frame?.y ?? 0) + (frame?.height ?? 0) / 2];
    await page.mouse.move(x, y);
    await changes(() => page.mouse.wheel(0, -200));
    await changes(async () => {
      await page.mouse.down();
      await page.mouse.move(x + 60, y + 40, { steps: 4 });
      await page.mouse.up();
    });
    await changes(() => page.getByRole('button', { name: 'Zoom in' }).click());
    await changes(() => page.getByRole('button', { name: 'Show all' }).click());
    expect(new URL(page.url()).searchParams.get('at')).toBeNull();
    // Where a folder is: there the pointer is a hand.
    await page.waitForTimeout(400);
    const places = (await page.evaluate(NODES)) as { x: number; y: number }[];
    expect(places.length).toBeGreaterThan(0);
    const chosen = () => new URL(page.url()).searchParams.get('at');
    for (const place of places) {
      const before = chosen();
      await page.mouse.click(place.x, place.y);
      await expect.poll(chosen).not.toBe(before);
      if (chosen() !== 'src') continue;
      await page.getByRole('region', { name: 'Imported by' }).getByRole('button', { name: 'test' }).waitFor();
      await page.mouse.dblclick(place.x, place.y);
      await page.waitForURL(/focus=src$/);
      break;
    }
    expect(new URL(page.url()).searchParams.get('focus')).toBe('src');
    expect(faults).toEqual([]);
  });

  it('leaves the page to one finger, and is moved by two', async () => {
    const { page, context, faults } = await stage.visit('/reviews', { width: 360 });
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
    await page.goto(`${stage.url}${AT}`);
    const picture = page.locator('[data-state=still]');
    await picture.waitFor();
    // What is painted, and not how much of it is seen: a scroll glides on, and shows its bar.
    const painted = () => page.evaluate(`document.querySelector('[data-state] canvas').toDataURL()`);
    let before = await painted();
    const isStill = async () => {
      const [earlier, now] = [before, await painted()];
      before = now;
      return earlier === now;
    };
    await expect.poll(isStill, { interval: 500 }).toBe(true);
    const frame = await picture.boundingBox();
    const middle = { x: (frame?.x ?? 0) + (frame?.width ?? 0) / 2, y: (frame?.y ?? 0) + (frame?.height ?? 0) / 2 };
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [middle] });
    for (let up = 20; up <= 200; up += 20)
      await client.send('Input.dispatchTouchEvent', {
        type: 'touchMove',
        touchPoints: [{ x: middle.x, y: middle.y - up }],
      });
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(50);
    expect((await painted()) === before).toBe(true);
    const atTop = async () => {
      await page.evaluate('scrollTo(0, 0)');
      return page.evaluate('scrollY');
    };
    await expect.poll(atTop).toBe(0);
    await client.send('Input.synthesizePinchGesture', { ...middle, scaleFactor: 2 });
    await expect.poll(async () => (await painted()) === before).toBe(false);
    expect(await page.evaluate('visualViewport.scale')).toBe(1);
    expect(faults).toEqual([]);
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
    expect(faults).toEqual([]);
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
    expect(faults).toEqual([]);
  });

  it('is a table and a sentence where a canvas cannot be drawn on', async () => {
    const { page } = await stage.visit('/livez');
    await page.addInitScript(`HTMLCanvasElement.prototype.getContext = () => null`);
    await page.goto(`${stage.url}${AT}`);
    await page.getByText('This browser cannot draw the graph').waitFor();
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
        expect(faults).toEqual([]);
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
    await page.getByRole('button', { name: 'src/part-199/file-4999.ts', exact: true }).click();
    await page.waitForURL(/at=src/);
    // It and what it is connected with are marked in the picture.
    await expect.poll(async () => before.equals(await drawn.screenshot()), { timeout: 60_000 }).toBe(false);
    expect(faults).toEqual([]);
  });
});
