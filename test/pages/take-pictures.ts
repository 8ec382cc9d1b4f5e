import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { addresses } from './addresses.js';
import { API, apiStates, become, settled, type ApiState } from './api-states.js';
import { startDemoServer, type DemoServer } from './demo-server.js';

/**
 * `npm run pictures`: every page in every state, in both themes and two widths, below `screenshots/` with a page to leaf
 * through; `npm run pictures readme`: those that the README shows, below `.github/pictures/`.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1440, 360] as const;
const STATES = Object.keys(apiStates) as ApiState[];
/** A page that was made wider or darker has drawn itself anew. */
const REDRAWN_MS = 250;
const WAIT_MS = 5000;

const nameOf = (path: string) =>
  path
    .replaceAll(/[0-9a-f-]{36}/g, 'one')
    .replaceAll(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '') || 'landing';

/** What a page shows now, in each theme and width. Returns the names of the files. */
async function shoot(page: Page, folder: string, name: string): Promise<string[]> {
  const files: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 780 : 900 });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForTimeout(REDRAWN_MS);
      const file = `${name}.${theme}.${width}.png`;
      await page.screenshot({ path: join(folder, file), fullPage: true });
      files.push(file);
    }
  }
  return files;
}

/** Of one address all states, after one load of the page. */
async function shootStates(page: Page, folder: string, path: string): Promise<string[]> {
  const files: string[] = [];
  let state: ApiState = 'full';
  await page.route(API, (route) => apiStates[state](route));
  await page.setViewportSize({ width: WIDTHS[0], height: 900 });
  await page.goto(path);
  for (state of STATES) {
    await become(page);
    // What is on its way stays so.
    if (state === 'loading') await page.waitForTimeout(REDRAWN_MS);
    else await settled(page, { deadlineMs: WAIT_MS, mayFail: true }).catch(() => undefined);
    files.push(...(await shoot(page, folder, `${nameOf(new URL(path).pathname)}.${state}`)));
  }
  return files;
}

async function all(server: DemoServer): Promise<void> {
  const folder = join(root, 'screenshots');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const context = await server.window({ theme: 'light', width: 1440 });
  const taken = new Map<string, string[]>();
  const first = await context.newPage();
  await first.goto(`${server.url}/tokens`);
  await first.getByRole('heading', { level: 1 }).waitFor();
  const paths = await addresses(first);
  await first.close();
  for (const path of paths) {
    const page = await context.newPage();
    const files = await shootStates(page, folder, `${server.url}${path}`);
    taken.set(path, files);
    console.log(`${taken.size} of ${paths.length}: ${path}, ${files.length} pictures`);
    await page.close();
  }
  const stranger = await server.browser.newContext();
  for (const path of ['/', '/login', '/login?error=access_denied', '/nowhere']) {
    const page = await stranger.newPage();
    await page.goto(`${server.url}${path}`);
    taken.set(path, await shoot(page, folder, `stranger-${nameOf(path)}`));
    await page.close();
  }
  await stranger.close();
  writeFileSync(join(folder, 'index.html'), album(taken));
  console.log(`${[...taken.values()].flat().length} pictures in ${folder}: open index.html`);
}

/** A page to leaf through: an address a section, a state a line. */
function album(taken: ReadonlyMap<string, readonly string[]>): string {
  const figure = (file: string) =>
    `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${file}</figcaption></figure>`;
  const sections = [...taken].map(
    ([path, files]) => `<h2 id="${path}">${path}</h2><div>${files.map(figure).join('')}</div>`,
  );
  const contents = [...taken.keys()].map((path) => `<a href="#${path}">${path}</a>`).join(' · ');
  const style =
    'body{font:14px sans-serif;margin:16px}div{display:grid;grid-template-columns:5fr 5fr 2fr 2fr;gap:12px}figure{margin:0;max-height:480px;overflow:hidden}img{width:100%;border:1px solid #ccc}h2{margin-top:32px}';
  return `<!doctype html><meta charset="utf-8"><title>Nectr: every page</title><style>${style}</style><p>${contents}</p>${sections.join('\n')}`;
}

interface Shown {
  path: string;
  first?: (page: Page) => Promise<void>;
}

/** What the README shows: an address, and what is done there first. */
const README_PAGES: Readonly<Record<string, Shown>> = {
  overview: { path: '/overview' },
  findings: {
    path: '/findings',
    first: async (page) => {
      await page.getByRole('row').filter({ hasText: 'SQL injection' }).first().click();
      await page.getByRole('article').waitFor();
    },
  },
  graph: {
    path: '/repos/acme/orchard/graph?view=files&layers=imports.together.owners',
    first: (page) => page.locator('[data-state=still]').waitFor(),
  },
};

async function readme(server: DemoServer): Promise<void> {
  const folder = join(root, '.github', 'pictures');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const theme of THEMES) {
    const context = await server.window({ theme, width: 1280, height: 800 });
    const page = await context.newPage();
    await page.goto(`${server.url}/tokens`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const review = (await addresses(page)).find((path) => path.startsWith('/reviews/')) ?? '';
    const shown: Readonly<Record<string, Shown>> = { review: { path: review }, ...README_PAGES };
    for (const [name, { path, first }] of Object.entries(shown)) {
      await page.goto(`${server.url}${path}`);
      await settled(page, { deadlineMs: WAIT_MS });
      await first?.(page);
      await page.waitForTimeout(2 * REDRAWN_MS);
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
    }
    await context.close();
  }
  console.log(`the README's pictures are in ${folder}`);
}

const server = await startDemoServer();
try {
  await (process.argv[2] === 'readme' ? readme(server) : all(server));
} finally {
  await server.close();
}
