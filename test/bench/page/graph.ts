import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { crowd } from '../../pages/crowd.js';
import type { DemoServer } from '../../pages/demo-server.js';
import { BARE, type Bare } from './bare-graphics.js';

const TIMES = 3;
const FEW = 10;
/** Of the page: what a turn of the wheel over the picture has done when it is drawn, and the tasks that held the page. */
const WATCH = `(() => {
  window.longest = 0;
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); }).observe({ entryTypes: ['longtask'] });
  window.shown = new Promise((resolve) => {
    const look = () => {
      const picture = document.querySelector('[data-state=moving], [data-state=still]');
      if (picture === null) return void requestAnimationFrame(look);
      const { x, y, width, height } = picture.getBoundingClientRect();
      resolve({ x: x + width / 2, y: y + height / 2 });
    };
    look();
  });
  window.moved = new Promise((resolve) => addEventListener('wheel', () =>
    requestAnimationFrame(() => requestAnimationFrame(() => {
      // A pixel can be read when all is painted.
      document.querySelector('[data-state] canvas').getContext('2d').getImageData(0, 0, 1, 1);
      resolve(performance.now());
    })), { once: true, capture: true }));
})()`;

interface Opened {
  /** The first frame with all nodes has been drawn. */
  seen: number;
  /** A turn of the wheel, made at once, has been drawn. */
  moved: number;
  /** The answer of the API had arrived. */
  answered: number;
  longest: number;
}

/**
 * The graph page with an answer of so many files: the best of three loads, each in a fresh window. Beside it the same page
 * with ten files, and what the graphics of this machine need for as many shapes and lines on a page that does nothing else.
 */
export async function benchGraph(
  server: DemoServer,
  { nodes, limitMs }: { nodes: number; limitMs: number },
): Promise<void> {
  const bare = await measureBare(server, nodes);
  console.log(
    `graphics (${bare.renderer}): ${nodes} shapes and ${nodes * 2.5} lines take ${bare.webgl.toFixed(0)} ms a frame by WebGL, ${bare.canvas.toFixed(0)} ms by a plain canvas`,
  );
  for (const count of [FEW, nodes]) {
    const opened: Opened[] = [];
    for (let time = 0; time < TIMES; time++) opened.push(await open(server, count));
    const best = opened.toSorted((one, other) => one.moved - other.moved)[0];
    if (best === undefined) continue;
    console.log(
      `a graph of ${count} nodes: can be moved after ${best.moved.toFixed(0)} ms (limit ${limitMs}), is seen after ${best.seen.toFixed(0)} ms, answered after ${best.answered.toFixed(0)} ms, longest task ${best.longest.toFixed(0)} ms (best of ${TIMES}: ${opened.map(({ moved }) => moved.toFixed(0)).join(', ')}; load ${loadavg()[0]?.toFixed(1)})`,
    );
  }
}

/** The API answers with a graph of that size; what the page makes of it is measured. Throws if it cannot be moved. */
async function open(server: DemoServer, nodes: number): Promise<Opened> {
  const context = await server.window({ theme: 'light', width: 1440 });
  const page = await context.newPage();
  const answers = await serveAnswer(JSON.stringify(crowd(nodes)));
  await page.route(/\/graph\?/, (route) =>
    route.request().resourceType() === 'document' ? route.continue() : route.continue({ url: answers.url }),
  );
  await page.addInitScript(WATCH);
  await page.goto(`${server.url}/repos/acme/orchard/graph?view=files&nodes=5000`);
  // By the page itself: the browser's driver asks again after a while, and that while would be counted.
  const { x, y } = (await page.evaluate('shown')) as { x: number; y: number };
  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -300);
  const moved = (await page.evaluate('moved')) as number;
  const longest = (await page.evaluate('longest')) as number;
  const [seen = 0, answered = 0] = (await page.evaluate(`[
    ...performance.getEntriesByName('graph-first-frame').map(({ startTime, duration }) => startTime + duration),
    ...performance.getEntriesByType('resource').filter(({ name }) => /\\/graph\\?/.test(name)).map(({ responseEnd }) => responseEnd),
  ]`)) as number[];
  await expectMoves(page, { x, y });
  await context.close();
  answers.close();
  return { seen, moved, answered, longest };
}

/** A server that gives this answer, packed as ours packs it: what the browser's driver hands in takes its own time. */
async function serveAnswer(body: string): Promise<{ url: string; close(): void }> {
  const packed = gzipSync(body);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(packed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}

/** Once it stands still it is the same picture until somebody drags it. */
async function expectMoves(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  const still = page.locator('[data-state=still]');
  await still.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1500);
  const [one, other] = [await still.screenshot(), await still.screenshot()];
  if (!one.equals(other)) throw new Error('the picture moves by itself');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 60, { steps: 6 });
  await page.mouse.up();
  await page.waitForTimeout(1500);
  if (one.equals(await still.screenshot())) throw new Error('the picture cannot be dragged');
}

async function measureBare(server: DemoServer, nodes: number): Promise<Bare> {
  const context = await server.window({ theme: 'light', width: 1440 });
  const page = await context.newPage();
  await page.goto(`${server.url}/livez`);
  const bare = (await page.evaluate(`(${BARE})(${nodes})`)) as Bare;
  await context.close();
  return bare;
}
