import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { makePassingFolder } from '../passing-folder.js';
import { chromiumPath } from './chromium-path.js';

const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const START_MS = 240_000;

/** `nectr demo --keep --dashboard` as a process, and a browser before it: for pictures and measurements. */
export interface DemoServer {
  url: string;
  /** Where its server keeps its data. */
  dataFolder: string;
  browser: Browser;
  /** A window in which the owner of the demo's repository is signed in. */
  window(options: { theme: 'light' | 'dark'; width: number; height?: number; scale?: number }): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Needs the built product. Throws if it does not start in time, or there is no browser. */
export async function startDemoServer(): Promise<DemoServer> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('there is no Chromium: install it, or name it by CHROMIUM');
  const folder = makePassingFolder('nectr-demo-');
  const child = spawn(process.execPath, [cli, 'demo', '--keep', '--dashboard'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`the demo did not start in time:\n${said}`)), START_MS);
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString('utf8');
      const [, found] = /^The dashboard.*?(http:\/\/localhost:\d+)/m.exec(said) ?? [];
      if (found === undefined) return;
      clearTimeout(late);
      resolve(found);
    });
    child.once('exit', () => reject(new Error(`the demo ended:\n${said}`)));
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  return {
    url,
    dataFolder: join(folder, '.nectr', 'demo', '.nectr'),
    browser,
    window: async ({ theme, width, height = width < 600 ? 780 : 900, scale = 1 }) => {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        deviceScaleFactor: scale,
        locale: 'en-US',
      });
      const asked = await context.request.get(`${url}/auth/github?return_to=/livez`, { maxRedirects: 0 });
      const page = new URL(asked.headers()['location'] ?? '');
      page.searchParams.set('login', 'acme');
      await context.request.get(page.href);
      return context;
    },
    close: async () => {
      await browser.close();
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
