import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from './chromium-path.js';
import { openPageStage, openReviewed, type PageStage } from './page-stage.js';

const WIDTH = 360;
const AT = '/repos/acme/orchard';
/** More than a line at 360 px, less than two of them. */
const TITLE = 'The coupon is taken off after the tax was added';

/** What `expression` is of `element`, the first there is. The text of a function is not called by `evaluate`. */
const of = <Value>(element: Locator, expression: string): Promise<Value> =>
  element.first().evaluate(new Function('element', `return ${expression}`) as (element: unknown) => Value);

/** What a narrow page hides can be found, and what a person needs is not hidden. */
describe.skipIf(chromiumPath() === null)('on a phone', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
    await openReviewed(stage);
    await stage.flow.source.query(`UPDATE findings SET title = $1 WHERE state = 'open'`, [TITLE]);
    await stage.flow.source.query(`UPDATE pull_requests SET title = $1`, [TITLE]);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  /** On which sides of what scrolls a shadow is drawn. */
  const shadows = (scroller: Locator) =>
    expect.poll(() =>
      of(
        scroller,
        `['::before', '::after'].map((edge) => getComputedStyle(element.parentElement, edge).content !== 'none')`,
      ),
    );
  const tabs = (page: Page) => page.getByRole('navigation', { name: 'Repository' });
  /** Whether a tab lies wholly within its row. */
  const isInSight = (page: Page, name: string) =>
    expect.poll(async () => {
      const [tab, row] = await Promise.all([
        tabs(page).getByRole('link', { name, exact: true }).boundingBox(),
        tabs(page).boundingBox(),
      ]);
      if (tab === null || row === null) return null;
      return tab.x >= row.x - 1 && tab.x + tab.width <= row.x + row.width + 1;
    });

  it('the open tab is in sight, and the row shows where there are more', async () => {
    const { page, faults } = await stage.visit(`${AT}/settings`, { width: WIDTH });
    await isInSight(page, 'Settings').toBe(true);
    await isInSight(page, 'Overview').toBe(false);
    await shadows(tabs(page)).toEqual([true, false]);
    // As a script does: by hand it would be brought into sight to be clicked.
    await of(tabs(page).getByRole('link', { name: 'Overview' }), 'element.click()');
    await page.waitForURL(`${stage.url}${AT}`);
    await isInSight(page, 'Overview').toBe(true);
    await isInSight(page, 'Settings').toBe(false);
    await shadows(tabs(page)).toEqual([false, true]);
    await page.goBack();
    await isInSight(page, 'Settings').toBe(true);
    // Nothing is hidden where there is room, and what is open is in sight again where there is none.
    await page.setViewportSize({ width: 1440, height: 900 });
    await shadows(tabs(page)).toEqual([false, false]);
    await page.setViewportSize({ width: WIDTH, height: 780 });
    await isInSight(page, 'Settings').toBe(true);
    expect(faults).toEqual([]);
  });

  it('the title of a finding or a review has a second line in a list', async () => {
    const { page, faults } = await stage.visit(null, { width: WIDTH });
    for (const path of ['/findings', '/overview', '/reviews', AT]) {
      await page.goto(`${stage.url}${path}`);
      const title = page.locator('main').getByText(TITLE).first();
      await title.waitFor();
      const lines = await of(
        title,
        `Math.round(element.getBoundingClientRect().height / parseFloat(getComputedStyle(element).lineHeight))`,
      );
      const isCut = await of(
        title,
        `[element, element.parentElement].some((each) => getComputedStyle(each).overflow === 'hidden' &&
          (each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight))`,
      );
      expect([path, lines, isCut]).toEqual([path, 2, false]);
    }
    expect(faults).toEqual([]);
  });

  it('the rows of the inbox are as high as what they hold, at any width', async () => {
    const { page, faults } = await stage.visit('/findings', { width: WIDTH });
    const rows = page.getByRole('grid', { name: 'Findings' }).getByRole('row');
    await rows.nth(1).waitFor();
    const step = async () => {
      const [first, second] = await Promise.all([rows.nth(0).boundingBox(), rows.nth(1).boundingBox()]);
      return [(second?.y ?? 0) - (first?.y ?? 0) - (first?.height ?? 0), first?.height];
    };
    const spills = () =>
      of(
        rows,
        `[...element.querySelectorAll('*')].some(
          (each) => each.getBoundingClientRect().bottom > element.getBoundingClientRect().bottom)`,
      );
    await expect.poll(step).toEqual([0, 92]);
    expect(await spills()).toBe(false);
    await page.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(step).toEqual([0, 54]);
    expect(await spills()).toBe(false);
    expect(faults).toEqual([]);
  });

  it('a table that is wider than the page shows it, and is gone through by keyboard', async () => {
    const { page, faults } = await stage.visit('/overview', { width: WIDTH });
    const table = page.getByRole('region', { name: 'Findings by category' }).locator('[tabindex="0"]');
    await table.waitFor();
    await shadows(table).toEqual([false, true]);
    await table.focus();
    const hidden = () =>
      of<number>(table, 'Math.round(element.scrollWidth - element.clientWidth - element.scrollLeft)');
    while ((await hidden()) > 1) await page.keyboard.press('ArrowRight');
    await shadows(table).toEqual([true, false]);
    expect(faults).toEqual([]);
  });
});
