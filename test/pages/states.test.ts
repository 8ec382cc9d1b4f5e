import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addresses } from './addresses.js';
import { API, apiStates, become, settled, type ApiState } from './api-states.js';
import { expectInert } from './hostile.js';
import { chromiumPath } from './chromium-path.js';
import { expectAccessible, openPageStage, openReviewed, type PageStage } from './page-stage.js';

/** So many windows at a time: each has a stream, and a person has five. */
const AT_ONCE = 3;

/** What a page says when it cannot show what it should. */
const SAYS = {
  error: /The database gave no answer/,
  forbidden: /for administrators/,
  missing: /It is gone, or you have no access/,
  offline: /The server cannot be reached/,
} satisfies Partial<Record<ApiState, RegExp>>;

/** Charts draw themselves anew a moment after their place has changed. */
const TOO_WIDE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Words of which a part is hidden, and nothing says so. */
const CUT = `[...document.querySelectorAll('main *')].filter((element) => {
  const { overflowX, textOverflow } = getComputedStyle(element);
  const hides = overflowX === 'hidden' && textOverflow === 'clip' && element.clientWidth > 2;
  const hasText = [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent.trim() !== '');
  return hides && hasText && element.scrollWidth > element.clientWidth + 1;
}).map(({ textContent }) => textContent.slice(0, 60))`;

describe.skipIf(chromiumPath() === null)('every page', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage({ past: true });
    await openReviewed(stage);
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it('waits, says what is wrong, comes back, and then holds: both themes, both widths, nothing there, hostile texts', async () => {
    const { page, context } = await stage.visit('/tokens');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const left = await addresses(page);
    await page.close();
    expect(left.length).toBeGreaterThan(20);
    const count = left.length;
    const wrong: string[] = [];
    const hostile: string[] = [];
    const look = async () => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const page = await context.newPage();
        await lookAt(page, path).catch((error: Error & { actual?: unknown }) =>
          wrong.push(`${path}: ${error.message} ${JSON.stringify(error.actual) ?? ''}`),
        );
        if ((await page.locator('main').textContent())?.includes('window.hacked=1') === true) hostile.push(path);
        await page.close();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
    expect(wrong).toEqual([]);
    // Else nothing was tried.
    expect(hostile.length).toBeGreaterThan(count / 2);
  }, 420_000);

  async function lookAt(page: Page, path: string): Promise<void> {
    const faults = faultsOf(page);
    let state: ApiState = 'loading';
    // No colour is looked at while it changes.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.route(API, (route) => apiStates[state](route));
    await page.goto(`${stage.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.animate-pulse').first().waitFor();
    for (const [next, says] of Object.entries(SAYS) as [ApiState, RegExp][]) {
      state = next;
      await become(page);
      await page.getByRole('alert').filter({ hasText: says }).first().waitFor();
    }
    await expectAccessible(page);
    state = 'full';
    const again = page.getByRole('button', { name: 'Try again' });
    await again.first().click();
    while ((await again.count()) > 0)
      await again
        .first()
        .click({ timeout: 1000 })
        .catch(() => null);
    await settled(page);
    await expectAccessible(page);
    await expect.poll(() => page.evaluate(TOO_WIDE)).toBe(0);
    expect(await page.evaluate(CUT)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.setViewportSize({ width: 360, height: 780 });
    await expect.poll(() => page.evaluate(TOO_WIDE)).toBe(0);
    expect(await page.evaluate(CUT)).toEqual([]);
    await expectAccessible(page);
    state = 'empty';
    await become(page);
    await settled(page);
    state = 'hostile';
    await become(page);
    await settled(page);
    await expectInert(page);
    await expect.poll(() => page.evaluate(TOO_WIDE)).toBe(0);
    expect(faults).toEqual([]);
  }
});

/** What the browser says by itself of an answer that was refused. */
const REMARKS = /^Failed to load resource/;

/** What a page complains of. */
function faultsOf(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('console', (message) => {
    const isGrave = message.type() === 'error' || message.type() === 'warning';
    if (isGrave && !REMARKS.test(message.text())) faults.push(message.text());
  });
  return faults;
}
