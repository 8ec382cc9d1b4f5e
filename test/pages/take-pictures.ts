import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { addresses } from './addresses.js';
import { startDemoServer } from './demo-server.js';

/**
 * `npm run pictures`: every page in every state, in both themes and two widths, below `screenshots/` with a page to leaf
 * through; `npm run pictures readme`: those that the README shows, below `.github/pictures/`.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 360] as const;
const SETTLE_MS = 1500;

const API = /\/api\/v1\/(?!stream)/;
const problem = (status: number, title: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', title, status, detail: `${title}.`, instance: '/' }),
  });

/** What the API does to a page. */
const STATES: Readonly<Record<string, ((route: Route) => Promise<void>) | null>> = {
  full: null,
  loading: () => new Promise(() => undefined),
  empty: (route) => route.fulfill({ json: { items: [], next_cursor: null } }),
  error: problem(500, 'The database gave no answer'),
  forbidden: problem(403, 'Only administrators of the installation may see this'),
  missing: problem(404, 'There is no such thing'),
  offline: (route) => route.abort(),
};

async function idsOf(context: BrowserContext, url: string) {
  const first = async (path: string) => {
    const { items } = (await (await context.request.get(`${url}/api/v1${path}`)).json()) as { items: { id: string }[] };
    return items[0]?.id ?? null;
  };
  const workflow = await first('/workflows');
  return {
    review: await first('/reviews?status=completed'),
    workflow,
    execution: workflow === null ? null : await first(`/workflows/${workflow}/executions`),
  };
}

async function shoot(page: Page, address: string, file: string): Promise<void> {
  await page.goto(address);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: file, fullPage: true });
}

async function all(): Promise<void> {
  const server = await startDemoServer();
  const folder = join(root, 'screenshots');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const taken: string[] = [];
  try {
    const first = await server.window({ theme: 'light', width: 1440 });
    const pages = [...addresses(await idsOf(first, server.url)), '/nowhere'];
    await first.close();
    for (const theme of THEMES)
      for (const width of WIDTHS) {
        const context = await server.window({ theme, width });
        const page = await context.newPage();
        for (const [state, answer] of Object.entries(STATES)) {
          await page.unrouteAll({ behavior: 'ignoreErrors' });
          if (answer !== null) await page.route(API, answer);
          for (const path of pages) {
            const name = `${path.replaceAll(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}.${state}.${theme}.${width}.png`;
            await shoot(page, `${server.url}${path}`, join(folder, name));
            taken.push(name);
          }
        }
        await context.close();
      }
  } finally {
    await server.close();
  }
  const figures = taken.map(
    (name) => `<figure><img loading="lazy" src="${name}"><figcaption>${name}</figcaption></figure>`,
  );
  const style =
    'body{font:14px sans-serif}figure{display:inline-block;vertical-align:top;margin:8px}img{width:420px;border:1px solid #ccc}';
  writeFileSync(join(folder, 'index.html'), `<!doctype html><style>${style}</style>${figures.join('\n')}`);
  console.log(`${taken.length} pictures in ${folder}: open index.html`);
}

const README_PAGES = { overview: '/overview', findings: '/findings', graph: '/repos/acme/orchard/graph' } as const;

async function readme(): Promise<void> {
  const server = await startDemoServer();
  const folder = join(root, '.github', 'pictures');
  mkdirSync(folder, { recursive: true });
  try {
    for (const theme of THEMES) {
      const context = await server.window({ theme, width: 1280, height: 800 });
      const page = await context.newPage();
      const { review } = await idsOf(context, server.url);
      for (const [name, path] of Object.entries({ ...README_PAGES, review: `/reviews/${review}` })) {
        await page.goto(`${server.url}${path}`);
        await page.waitForTimeout(2 * SETTLE_MS);
        await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      }
      await context.close();
    }
  } finally {
    await server.close();
  }
  console.log(`the README's pictures are in ${folder}`);
}

await (process.argv[2] === 'readme' ? readme() : all());
