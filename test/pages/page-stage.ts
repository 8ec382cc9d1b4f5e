import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { readConfig } from '../../src/config.js';
import { seedReviewedPast } from '../../src/commands/demo/reviewed-past.js';
import { openDoors } from '../../src/doors.js';
import { serviceProbes } from '../../src/operations/service-probes.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import type { Issue } from '../../src/sandbox/types.js';
import { startServer } from '../../src/server.js';
import { pem } from '../app-key.js';
import { buildFlow, type Flow, type FlowOptions } from '../flows/flow-stage.js';
import { chromiumPath } from './chromium-path.js';

export interface OpenOptions {
  /** Who is signed in; null: nobody. The owner of the account where it is left out. */
  login?: string | null;
  theme?: 'light' | 'dark';
  width?: number;
}

/** A page of somebody's browser, and what went wrong in it. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Errors on the console, requests that failed and answers from 400 on. */
  faults: string[];
}

/** The server with its pages, its worker and a GitHub in this process, and a real browser before them. */
export interface PageStage {
  flow: Flow;
  url: string;
  /** Opens a page, such as `/reviews`, or none yet, as somebody who signs in the way people do. */
  visit(path: string | null, options?: OpenOptions): Promise<Visit>;
  /** Closes all windows: a person has no more than five streams at a time. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** `past`: the ledger holds the half year of the demo. */
export async function openPageStage({
  past = false,
  ...options
}: FlowOptions & { past?: boolean } = {}): Promise<PageStage> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error('ask chromiumPath first');
  const [flow, browser] = await Promise.all([
    buildFlow(options),
    chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] }),
  ]);
  const { sandbox, repository } = flow;
  if (past) await seedPast(sandbox, repository, { past: flow.demo.past, defaultBranch: 'main' }, new Date());
  await sendRepository(sandbox, 'added', repository);
  if (past) {
    // What a review finds depends on what is known of the code and its past by then.
    const read = `SELECT DISTINCT kind FROM scans WHERE kind IN ('full', 'history') AND status = 'completed'`;
    await vi.waitFor(async () => expect(await flow.source.query(read)).toHaveLength(2), {
      timeout: 60_000,
      interval: 100,
    });
    await seedReviewedPast(flow.source, { fullName: 'acme/orchard', past: flow.demo.past, now: new Date() }, sandbox);
  }
  const config = readConfig({
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: 's'.repeat(40),
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    GITHUB_CLIENT_ID: sandbox.client.id,
    GITHUB_CLIENT_SECRET: sandbox.client.secret,
    PORT: '0',
    ...options.env,
  });
  if (config.mode === 'setup') throw new Error('the App is configured');
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const probing = serviceProbes({ config, source: flow.source, askGitHub: async () => null, degraded: () => [] });
  let url = '';
  const doors = await openDoors({
    config,
    url: flow.url,
    secretKeys: ['k'.repeat(40)],
    log,
    ownAddress: () => url,
    githubApp: { slug: 'nectr', owner: null },
    answered: quiet,
    probes: probing.probes,
    appHealth: async () => ({ status: 'healthy', detail: null, checkedAt: null }),
  });
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    receive: () => Promise.resolve(false),
    routes: doors.routes,
  });
  url = `http://localhost:${server.port}`;
  const contexts: BrowserContext[] = [];
  return {
    flow,
    url,
    visit: async (path, given = {}) => {
      const visit = await openVisit(browser, given);
      contexts.push(visit.context);
      const { login = 'acme' } = given;
      if (login !== null) {
        sandbox.state.oauth.signIn = login;
        // A small page of our own origin: what it loads is not looked at yet.
        await visit.context.request.get(`${url}/auth/github?return_to=/livez`);
      }
      if (path !== null) await visit.page.goto(`${url}${path}`);
      return visit;
    },
    leave: async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
    },
    close: async () => {
      await browser.close();
      doors.endStreams();
      await server.close(500);
      await doors.close();
      await probing.close();
      await flow.close();
    },
  };
}

/** Opens the pull request of the demo and waits until it is reviewed; before the tests as well as in one. */
export async function openReviewed({ flow }: PageStage): Promise<Issue> {
  const issue = await flow.openPull();
  await vi.waitFor(
    async () => {
      const runs = await flow.runsOf(issue.number);
      expect(runs.map(({ status }) => status)).toEqual(['completed']);
    },
    { timeout: 90_000, interval: 100 },
  );
  return issue;
}

async function openVisit(browser: Browser, { theme = 'light', width = 1440 }: OpenOptions): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 780 : 900 },
    colorScheme: theme,
    timezoneId: 'Europe/Berlin',
    locale: 'en-US',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults: string[] = [];
  // Its status is how the server is: on a busy machine its database may answer late.
  const isHealth = (url: string) => new URL(url, 'http://localhost').pathname === '/health';
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isHealth(message.location().url)) faults.push(message.text());
  });
  page.on('pageerror', (error) => void faults.push(error.message));
  page.on('requestfailed', (request) => {
    // A page that is left ends what it asked for, and its stream.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`${request.url()} failed`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !isHealth(response.url())) faults.push(`${response.status()} ${response.url()}`);
  });
  return { page, context, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

/** Fails where people with a screen reader, a keyboard or weak eyes would be stopped (axe: serious and critical). */
export async function expectAccessible(page: Page): Promise<void> {
  if (await page.evaluate(`typeof axe === 'undefined'`)) await page.evaluate(axe);
  const violations = (await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )) as Violation[];
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => [html, failureSummary])]),
  ).toEqual([]);
}

/** Fails where the page is wider than its window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
}
