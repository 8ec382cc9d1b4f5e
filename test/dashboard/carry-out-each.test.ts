import { expect, it, vi } from 'vitest';
import { carryOutEach } from '../../src/dashboard/pages/findings/carry-out-each.js';

vi.hoisted(() => {
  // The client of the API is made for the page's own address.
  vi.stubGlobal('location', new URL('http://localhost/'));
});
const { ApiProblem } = await import('../../src/dashboard/api/client.js');

it('does one after the other and tells how far it is', async () => {
  const seen: number[] = [];
  const carried = await carryOutEach(['a', 'b', 'c'], {
    one: async () => [],
    onProgress: (finished) => void seen.push(finished),
  });
  expect(carried).toEqual({ done: ['a', 'b', 'c'], failed: [], left: [] });
  expect(seen).toEqual([1, 2, 3]);
});

it('does not do again what one has reached already', async () => {
  const one = vi.fn(async (item: string) => (item === 'a' ? ['c'] : []));
  const carried = await carryOutEach(['a', 'b', 'c'], { one });
  expect(one.mock.calls.map(([item]) => item)).toEqual(['a', 'b']);
  expect(carried.done).toEqual(['a', 'c', 'b']);
});

it('goes on after one that fails, and keeps why', async () => {
  const carried = await carryOutEach(['a', 'b', 'c'], {
    one: async (item) => {
      if (item === 'b') throw new Error('no');
      return [];
    },
  });
  expect(carried.done).toEqual(['a', 'c']);
  expect(carried.failed.map(({ item, error }) => [item, error.message])).toEqual([['b', 'no']]);
});

it('waits as long as the server says, and then does it', async () => {
  const pauses: number[] = [];
  let tries = 0;
  const carried = await carryOutEach(['a'], {
    one: async () => {
      if (tries++ < 2) throw new ApiProblem(429, 'slow down', [], 7);
      return [];
    },
    pause: async (seconds) => void pauses.push(seconds),
  });
  expect(pauses).toEqual([7, 7]);
  expect(carried.done).toEqual(['a']);
});

it('gives one up that is refused again and again', async () => {
  const carried = await carryOutEach(['a'], {
    one: async () => {
      throw new ApiProblem(429, 'slow down', [], 1);
    },
    pause: async () => undefined,
  });
  expect(carried.failed.map(({ error }) => error.message)).toEqual(['slow down']);
});

it('ends where it is told to, and says what is left', async () => {
  let stopped = false;
  const carried = await carryOutEach(['a', 'b', 'c'], {
    one: async () => {
      stopped = true;
      return [];
    },
    isStopped: () => stopped,
  });
  expect(carried).toEqual({ done: ['a'], failed: [], left: ['b', 'c'] });
});
