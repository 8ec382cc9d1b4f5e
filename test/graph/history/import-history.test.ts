import { expect, it } from 'vitest';
import type { PastPulls } from '../../../src/github/read/read-past-pulls.js';
import { importHistory, type HistoryPorts, type HistoryProgress } from '../../../src/graph/history/import-history.js';
import { pastPull } from './past-pulls.js';

const now = new Date('2026-02-01T12:00:00Z');
const repository = { installationId: 1, repoId: 7 };
const plenty = { limit: 5000, remaining: 5000, resetAt: new Date('2026-02-01T12:40:00Z') };

/** A GitHub with so many pull requests, the newest with the highest number; what is asked of it and written is kept. */
function stage(count: { open: number; merged: number }, points: (call: number) => PastPulls['points'] = () => plenty) {
  const asked: string[] = [];
  const written: [number, string | null][] = [];
  const saved: HistoryProgress[] = [];
  let finished: Date | null = null;
  const ports: HistoryPorts = {
    graph: {
      indexPulls: async (_, pulls) =>
        void written.push(...pulls.map((one) => [one.number, one.verdict] as [number, string | null])),
      finishHistory: async (_, at) => void (finished = at),
    },
    readPage: async ({ state, first, after }) => {
      asked.push(`${state} ${first} ${after}`);
      const from = after === null ? 0 : Number(after);
      const all = Array.from({ length: count[state] }, (_, index) =>
        pastPull((state === 'open' ? 9000 : 1000) - index, { state }),
      );
      const next = from + first < all.length ? String(from + first) : null;
      return { pulls: all.slice(from, from + first), total: all.length, next, points: points(asked.length) };
    },
    verdicts: async (numbers) => new Map(numbers.includes(999) ? [[999, 'approve']] : []),
    save: async (progress) => void saved.push(progress),
    now: () => now,
  };
  return { ports, asked, written, saved, finished: () => finished };
}

const call = (
  ports: HistoryPorts,
  progress: HistoryProgress | null,
  most = 60,
  signal = new AbortController().signal,
) => importHistory(ports, { repository, most, progress, signal });

it('writes the open ones and the last merged ones, newest first, each once', async () => {
  const { ports, asked, written, saved, finished } = stage({ open: 2, merged: 200 });
  expect(await call(ports, null)).toEqual({
    done: { phase: 'merged', after: '60', read: 62, inPhase: 60, total: 62 },
  });
  expect(asked).toEqual(['open 25 null', 'merged 25 null', 'merged 25 25', 'merged 10 50']);
  expect(written.map(([number]) => number)).toEqual([
    9000,
    8999,
    ...Array.from({ length: 60 }, (_, index) => 1000 - index),
  ]);
  expect(written.filter(([, verdict]) => verdict !== null)).toEqual([[999, 'approve']]);
  expect(saved.map(({ read }) => read)).toEqual([2, 27, 52, 62]);
  expect(finished()).toEqual(now);
});

it('goes on at the page that was not stored, whoever calls', async () => {
  const first = stage({ open: 0, merged: 60 });
  const broken = {
    ...first.ports,
    readPage: async (page: Parameters<HistoryPorts['readPage']>[0]) => {
      if (page.after === '25') throw new Error('502');
      return first.ports.readPage(page);
    },
  };
  await expect(call(broken, null)).rejects.toThrow('502');
  expect(first.finished()).toBeNull();
  const second = stage({ open: 0, merged: 60 });
  await call(second.ports, first.saved.at(-1) ?? null);
  expect(second.asked).toEqual(['merged 25 25', 'merged 10 50']);
  expect(second.finished()).toEqual(now);
});

it('leaves half of the points to reviews, and goes on when there are new ones', async () => {
  const points = (calls: number) => ({ ...plenty, remaining: 2600 - 60 * calls });
  const { ports, asked, saved, finished } = stage({ open: 0, merged: 60 }, points);
  expect(await call(ports, null)).toEqual({ pausedUntil: plenty.resetAt });
  expect(asked).toHaveLength(2);
  expect(finished()).toBeNull();
  const next = stage({ open: 0, merged: 60 });
  await call(next.ports, saved.at(-1) ?? null);
  expect(next.asked[0]).toBe('merged 25 25');
});

it('does not wait for points that are there again already', async () => {
  const points = () => ({ ...plenty, remaining: 0, resetAt: new Date(now.getTime() - 1) });
  const { ports, finished } = stage({ open: 0, merged: 60 }, points);
  await call(ports, null);
  expect(finished()).toEqual(now);
});

it('ends with nothing of an empty history', async () => {
  const { ports, written, finished } = stage({ open: 0, merged: 0 });
  expect(await call(ports, null)).toMatchObject({ done: { read: 0, total: 0 } });
  expect(written).toEqual([]);
  expect(finished()).toEqual(now);
});

it('stops when it is not wanted any more', async () => {
  const { ports, asked } = stage({ open: 0, merged: 60 });
  await expect(call(ports, null, 60, AbortSignal.abort('forgotten'))).rejects.toBe('forgotten');
  expect(asked).toEqual([]);
});
