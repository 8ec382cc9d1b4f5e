import type { Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { addresses } from './addresses.js';
import { chromiumPath, expectAccessible, openPageStage, type PageStage } from './page-stage.js';

/** A review, a workflow and a run of which there is none. */
const NONE = '00000000-0000-4000-8000-000000000000';
const PAGES = addresses({ review: NONE, workflow: NONE, execution: NONE });
/** So many windows at a time: each has a stream, and a person has five. */
const AT_ONCE = 4;

const problem = (status: number, detail: string) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', title: detail, status, detail, instance: '/' }),
  });

/** What the API does to a page, and what the page says then. */
const STATES: Readonly<Record<string, { answer: (route: Route) => Promise<void>; says: RegExp }>> = {
  'has failed': { answer: problem(500, 'The database gave no answer.'), says: /The database gave no answer/ },
  'is away': { answer: (route) => route.abort(), says: /The server cannot be reached/ },
  'refuses it': {
    answer: problem(403, 'This is for administrators.'),
    says: /There is nothing here|for administrators/,
  },
};

describe.skipIf(chromiumPath() === null)('a page of which the API', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it.each(Object.entries(STATES))('%s says so, and offers the way out', async (_name, { answer, says }) => {
    const { context } = await stage.visit('/tokens');
    await context.route(/\/api\/v1\/(?!stream)/, answer);
    const left = [...PAGES];
    const look = async () => {
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => void errors.push(error.message));
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        await page.goto(`${stage.url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page
          .getByText(says)
          .first()
          .waitFor({ timeout: 20_000 })
          .catch((error: unknown) => {
            throw new Error(`${path} does not say it`, { cause: error });
          });
        if (path === '/reviews' || path === '/repos') await expectAccessible(page);
      }
      expect(errors).toEqual([]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, look));
  });
});
