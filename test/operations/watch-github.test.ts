import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppHook } from '../../src/github/read/read-hook.js';
import { judgeHook } from '../../src/operations/judge-hook.js';
import { watchGitHub } from '../../src/operations/watch-github.js';

const good: AppHook = {
  url: 'https://n.example/api/github/webhooks',
  contentType: 'json',
  checksCertificate: true,
};
const channel = 'https://smee.example/abc';

describe('judgeHook', () => {
  it.each<[string, Partial<AppHook>, string | null]>([
    ['this server', {}, null],
    ['its second path, below a prefix', { url: 'https://n.example/nectr/api/v1/webhooks/github' }, null],
    ['the channel that is listened to', { url: channel }, channel],
    ['http without certificates', { url: 'http://10.0.0.1/api/github/webhooks', checksCertificate: false }, null],
  ])('takes %s', (_, change, proxy) => {
    expect(judgeHook({ ...good, ...change }, proxy)).toBeNull();
  });

  it.each<[string, Partial<AppHook>, string | null, string]>([
    ['no address', { url: null }, null, 'none'],
    ['another path', { url: 'https://n.example/hooks?token=abc' }, null, 'https://n.example/hooks'],
    ['what is no address', { url: 'n.example' }, null, 'n.example'],
    ['a channel nobody listens to', { url: channel }, null, channel],
    ['this server while a channel is listened to', {}, channel, String(good.url)],
    ['forms', { contentType: 'form' }, null, 'form'],
    ['no check of certificates', { checksCertificate: false }, null, 'SSL'],
  ])('says how to mend %s, without the query', (_, change, proxy, found) => {
    const fault = judgeHook({ ...good, ...change }, proxy);
    expect(fault?.found).toContain(found);
    expect(fault?.found).not.toContain('abc?');
    expect(fault?.found).not.toContain('token');
    expect(fault?.mend).toMatch(/App's page/);
  });
});

describe('watchGitHub', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const lines: string[] = [];
  const log = {
    warn: (_: object, text: string) => lines.push(text),
    error: (_: object, text: string) => lines.push(text),
  };
  const start = (readHook: () => Promise<AppHook>) => {
    lines.length = 0;
    return watchGitHub({ readHook, proxyUrl: null, log });
  };

  it('D16: GitHub counts as away after the third failure, and is there again with the first answer', async () => {
    let away = true;
    const watch = start(() => (away ? Promise.reject(new Error('getaddrinfo ENOTFOUND')) : Promise.resolve(good)));
    await vi.advanceTimersByTimeAsync(31_000);
    expect(watch.degraded()).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(watch.degraded()).toEqual(['github']);
    expect(lines).toEqual(['GitHub does not answer: reviews wait']);
    away = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(watch.degraded()).toEqual([]);
    watch.stop();
  });

  it('a wrong webhook is said once, fails until it is mended, and never once a delivery has come', async () => {
    let hook: AppHook = { ...good, url: null };
    const watch = start(async () => hook);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(watch.degraded()).toEqual(['webhook']);
    expect(lines).toHaveLength(1);
    hook = good;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(watch.degraded()).toEqual([]);
    hook = { ...good, url: 'https://proxy.example/rewritten' };
    await vi.advanceTimersByTimeAsync(600_000);
    expect(watch.degraded()).toEqual(['webhook']);
    watch.delivered();
    expect(watch.degraded()).toEqual([]);
    watch.stop();
    await vi.advanceTimersByTimeAsync(6_000_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
