import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Whatever of it a page would run, or take for its own markup, tells on it. */
export const HOSTILE = [
  `<img src=x onerror="window.hacked=1">`,
  `<script>window.hacked=2</script>`,
  `[x](javascript:window.hacked=3)`,
  `<svg onload=window.hacked=4>`,
  `<a href="javascript:window.hacked=5">y</a>`,
  `<style>body{display:none}</style>`,
  `"><iframe srcdoc="<script>parent.hacked=6</script>"></iframe>`,
].join(' ');

/** Fails where something of `HOSTILE` has run on the page, or could. */
export async function expectInert(page: Page): Promise<void> {
  for (const link of await page.locator('a').all())
    await link.evaluate('(a) => a.href.startsWith("javascript:") && a.click()');
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  const made = `main :is(img[src$="/x"], script, style, iframe, svg[onload], [onerror], [onload], a[href^="javascript:"])`;
  expect(await page.locator(made).count()).toBe(0);
}
