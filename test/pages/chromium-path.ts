import { existsSync } from 'node:fs';

/**
 * Where Debian and others put it. First the same browser without its own windows and menus, which Playwright takes too:
 * those cost three times what a page of ours does.
 */
const CHROMIUM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser of the tests; null: this machine has none, and they are skipped. Throws where CI needs it. */
export function chromiumPath(): string | null {
  const path = process.env['CHROMIUM'] ?? CHROMIUM.find((each) => existsSync(each)) ?? null;
  if (path === null && process.env['CHROMIUM_REQUIRED'] !== undefined)
    throw new Error('there is no Chromium: install it, or name it by CHROMIUM');
  return path;
}
