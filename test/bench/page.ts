import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { createDataSource } from '../../src/database/data-source.js';
import { connectEmbedded } from '../../src/database/embedded/embedded-postgres.js';
import { startDemoServer, type DemoServer } from '../pages/demo-server.js';
import { benchGraph } from './page/graph.js';

const dist = new URL('../../dist/dashboard/', import.meta.url);
const FINDINGS = 10_000;
const NODES = 5000;
const LIMITS = { scriptKb: 250, lcpMs: 1000, frameMs: 1000 / 60, graphMs: 2000 };

/**
 * The dashboard as a person meets it, in a real browser on the demo's data: the first script packed, the largest
 * contentful paint of each page, frames while a list of 10,000 findings is scrolled, and the time until a graph of 5,000
 * nodes can be moved. Beside them an empty page of the same server, whose paint and frames are what this machine can do.
 */
export async function bench(): Promise<void> {
  execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
  const script = firstScriptKb();
  console.log(`first script, packed: ${script.toFixed(1)} kB (limit ${LIMITS.scriptKb})`);
  const server = await startDemoServer();
  try {
    const context = await server.window({ theme: 'light', width: 1440 });
    const page = await context.newPage();
    const empty = await paintOf(page, `${server.url}/livez`);
    console.log(`an empty answer of the server: painted after ${empty.toFixed(0)} ms`);
    for (const path of ['/overview', '/reviews', '/findings', '/repos/acme/orchard', '/memory', '/usage']) {
      const lcp = await paintOf(page, `${server.url}${path}`);
      console.log(
        `${path}: largest contentful paint ${lcp.toFixed(0)} ms (limit ${LIMITS.lcpMs}; ${(lcp / Math.max(empty, 1)).toFixed(1)} × empty)`,
      );
    }
    await addFindings(server, FINDINGS);
    const frames = await scrollFindings(page, server.url);
    console.log(
      `${FINDINGS} findings scrolled: ${frames.count} frames, p50 ${frames.p50.toFixed(1)} ms, p95 ${frames.p95.toFixed(1)} ms, longest task ${frames.longest.toFixed(0)} ms (60 a second is ${LIMITS.frameMs.toFixed(1)} ms; an empty page here p95 ${frames.baseline.toFixed(1)} ms)`,
    );
    await context.close();
    await benchGraph(server, { nodes: NODES, limitMs: LIMITS.graphMs });
  } finally {
    await server.close();
  }
}

/** What `index.html` loads before anything is shown. */
function firstScriptKb(): number {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  if (named.length === 0) throw new Error(`no script in index.html; there are ${readdirSync(dist).join(', ')}`);
  return named.reduce((sum, path) => sum + gzipSync(readFileSync(new URL(path, dist))).length, 0) / 1000;
}

/** Of a fresh load, nothing kept by the browser: the median of five. */
async function paintOf(page: Page, address: string): Promise<number> {
  const times: number[] = [];
  const client = await page.context().newCDPSession(page);
  for (let time = 0; time < 5; time++) {
    await client.send('Network.clearBrowserCache');
    await page.goto(address);
    await page.waitForTimeout(700);
    times.push(
      (await page.evaluate(`new Promise((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true });
        setTimeout(() => resolve(performance.getEntriesByType('paint').at(-1)?.startTime ?? 0), 500);
      })`)) as number,
    );
  }
  await client.detach();
  return times.toSorted((one, other) => one - other)[2] ?? 0;
}

async function addFindings({ dataFolder }: DemoServer, count: number): Promise<void> {
  const url = await connectEmbedded(dataFolder);
  const source = createDataSource({ scope: 'system', url: url ?? '', poolSize: 1, applicationName: 'bench' });
  await source.initialize();
  await source.query(
    `INSERT INTO findings (id, installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity,
            category, title, body, path, side, line, quote, evidence, anchored, state, created_at)
     SELECT gen_random_uuid(), f.installation_id, f.repository_id, f.pull_request_id, f.review_id, 1000 + n, 'bench:' || n, f.rule,
            f.severity, f.category, f.title || ' ' || n, f.body, f.path, f.side, f.line, f.quote, f.evidence, true, 'open',
            now() - n * interval '1 minute'
       FROM (SELECT * FROM findings ORDER BY created_at LIMIT 1) f, generate_series(1, $1) n`,
    [count],
  );
  await source.destroy();
}

const RECORD = `(() => {
  const frames = []; let longest = 0; let last = performance.now(); let on = true;
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) longest = Math.max(longest, duration); }).observe({ entryTypes: ['longtask'] });
  const tick = (now) => { frames.push(now - last); last = now; if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  window.endRecord = () => { on = false; return { frames: frames.slice(2), longest }; };
})()`;

interface Record {
  frames: number[];
  longest: number;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** Loads the whole list, then scrolls through it for some seconds. */
async function scrollFindings(page: Page, url: string) {
  await page.goto(`${url}/livez`);
  await page.evaluate(RECORD);
  await page.waitForTimeout(1500);
  const still = (await page.evaluate('window.endRecord()')) as Record;
  await page.goto(`${url}/findings`);
  await page.waitForTimeout(2000);
  const box = await page.locator('[data-scroller]').first().boundingBox();
  await page.mouse.move((box?.x ?? 300) + 100, (box?.y ?? 300) + 100);
  // To the end again and again, until no more rows come.
  for (let last = -1, same = 0; same < 8;) {
    const height = (await page.evaluate(`(() => {
      const list = document.querySelector('[data-scroller]');
      list.scrollTop = list.scrollHeight;
      return list.scrollHeight;
    })()`)) as number;
    same = height === last ? same + 1 : 0;
    last = height;
    await page.waitForTimeout(150);
  }
  await page.evaluate(`document.querySelector('[data-scroller]').scrollTop = 0`);
  await page.evaluate(RECORD);
  for (let step = 0; step < 180; step++) await page.mouse.wheel(0, 400);
  const { frames, longest } = (await page.evaluate('window.endRecord()')) as Record;
  return {
    count: frames.length,
    p50: quantile(frames, 0.5),
    p95: quantile(frames, 0.95),
    longest,
    baseline: quantile(still.frames, 0.95),
  };
}
