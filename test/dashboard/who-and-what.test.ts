import { describe, expect, it, vi } from 'vitest';
import { auditSearch } from '../../src/dashboard/pages/audit/search.js';
import { eventsSearch } from '../../src/dashboard/pages/events/search.js';
import { memorySearch } from '../../src/dashboard/pages/memory/search.js';
import { overviewSearch } from '../../src/dashboard/pages/overview/search.js';
import { deviceName } from '../../src/dashboard/pages/settings/device-name.js';
import { settingsSearch } from '../../src/dashboard/pages/settings/search.js';
import { usageSearch } from '../../src/dashboard/pages/usage/search.js';

vi.hoisted(() => {
  // The client of the API is made for the page's own address.
  vi.stubGlobal('location', new URL('http://localhost/'));
});
const { mayChange } = await import('../../src/dashboard/pages/memory/may-change.js');
const { isDead } = await import('../../src/dashboard/pages/events/use-redrive.js');

describe('a memory', () => {
  const session = {
    installations: [
      { id: 1, account_login: 'acme', account_type: 'User', role: 'admin' as const },
      { id: 2, account_login: 'other', account_type: 'User', role: 'member' as const },
    ],
  };
  const repos = [
    { full_name: 'acme/shop', role: 'read' as const },
    { full_name: 'acme/pay', role: 'maintain' as const },
  ];
  it('is changed by who can write to its repository, and of all by administrators', () => {
    const may = (repo: string | null, installation_id: number) => mayChange({ repo, installation_id }, session, repos);
    expect([may('acme/shop', 1), may('acme/pay', 1), may('acme/gone', 1)]).toEqual([false, true, false]);
    expect([may(null, 1), may(null, 2), may(null, 3)]).toEqual([true, false, false]);
  });
});

it('an event is dead if it failed, or a run of it did', () => {
  const run = (status: string) => ({ execution_id: 'a', status, outcome: null, reason: null });
  expect(isDead({ status: 'failed', runs: [] })).toBe(true);
  expect(isDead({ status: 'completed', runs: [run('completed'), run('failed')] })).toBe(true);
  expect(isDead({ status: 'completed', runs: [run('completed'), run('running')] })).toBe(false);
});

it('a browser is told in words, and as it calls itself where it is none that is known', () => {
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 (KHTML, like Gecko) Version/17 Safari/605';
  expect(deviceName(mac)).toBe('Safari on macOS');
  expect(deviceName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/125 Safari/537 Edg/125')).toBe(
    'Edge on Windows',
  );
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:130) Gecko Firefox/130')).toBe('Firefox on Linux');
  expect(deviceName('curl/8')).toBe('curl/8');
  expect(deviceName(null)).toBe('unknown');
});

describe('what an address says', () => {
  it('is left out where it is not as it should be', () => {
    expect(overviewSearch({ days: '90', repo: 'acme/shop', x: 1 })).toEqual({ days: 90, repo: 'acme/shop' });
    expect(overviewSearch({ days: '30', repo: '' })).toEqual({});
    expect(memorySearch({ tab: 'stale', type: 'decision', q: 'M7' })).toEqual({
      tab: 'stale',
      type: 'decision',
      q: 'M7',
    });
    expect(memorySearch({ tab: 'gone', type: 'x' })).toEqual({});
    expect(usageSearch({ days: 7, unit: 'tokens', installation: '3' })).toEqual({
      days: 7,
      unit: 'tokens',
      installation: 3,
    });
    expect(eventsSearch({ status: 'failed', id: 'a', type: 'push' })).toEqual({
      status: 'failed',
      id: 'a',
      type: 'push',
    });
    expect(eventsSearch({ status: 'dead' })).toEqual({});
    expect(auditSearch({ days: '7', actor: 'ada' })).toEqual({ days: 7, actor: 'ada' });
    expect(auditSearch({ days: '8' })).toEqual({});
    expect(settingsSearch({ tab: 'mcp', installation: 'x' })).toEqual({ tab: 'mcp' });
  });
});
