import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../src/access/tokens/create-token.js';
import { chromiumPath } from './chromium-path.js';
import { openPageStage, type PageStage } from './page-stage.js';

const STREAM = '**/api/v1/stream';

describe.skipIf(chromiumPath() === null)('live updates', () => {
  let stage: PageStage;
  beforeAll(async () => {
    stage = await openPageStage();
  });
  afterEach(() => stage.leave());
  afterAll(() => stage.close());

  it('come back after a proxy said 502, with what changed meanwhile', async () => {
    const { page } = await stage.visit(null);
    const again: (() => Promise<void>)[] = [];
    let isDown = true;
    await page.route(STREAM, (route) => {
      if (!isDown) return void again.push(() => route.continue());
      isDown = false;
      return route.fulfill({ status: 502, body: 'Bad gateway' });
    });
    await page.goto(`${stage.url}/tokens`);
    await page.getByText('No tokens yet').waitFor();
    await expect.poll(() => again.length).toBe(1);
    const paused = page.getByRole('status').filter({ hasText: 'Live updates are paused' });
    await paused.waitFor();
    const [user]: { id: number }[] = await stage.flow.source.query(`SELECT id FROM users WHERE login = 'acme'`);
    await createToken(stage.flow.source, { userId: user!.id, name: 'nightly', scopes: ['read'], days: 1 });
    await again[0]!();
    await page.getByRole('row').filter({ hasText: 'nightly' }).waitFor();
    await paused.waitFor({ state: 'detached' });
    expect(again).toHaveLength(1);
  });

  it('do not wait once the network is back', async () => {
    const { page } = await stage.visit(null);
    let asked = 0;
    await page.route(STREAM, (route) => {
      asked++;
      return route.fulfill({ status: 502, body: 'Bad gateway' });
    });
    await page.goto(`${stage.url}/tokens`);
    // The next one is four seconds away at least.
    await expect.poll(() => asked).toBe(3);
    const askedSince = async () => {
      await page.evaluate(`window.dispatchEvent(new Event('online'))`);
      return asked;
    };
    await expect.poll(askedSince, { timeout: 3500 }).toBeGreaterThan(3);
  });

  it('end with the session, and lead to the door', async () => {
    const { page } = await stage.visit(null);
    const asked: (() => Promise<void>)[] = [];
    await page.route(STREAM, (route) => void asked.push(() => route.continue()));
    await page.goto(`${stage.url}/repos`);
    await expect.poll(() => asked.length).toBe(1);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    await stage.flow.source.query('DELETE FROM sessions');
    await asked[0]!();
    await page.waitForURL(/\/login\?return_to=/);
    await page.waitForTimeout(2500);
    expect(asked).toHaveLength(1);
  });
});
