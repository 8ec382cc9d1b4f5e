import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepOpen, type Source } from '../../src/dashboard/live/keep-open.js';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

class FakeSource extends EventTarget {
  readonly CLOSED = CLOSED;
  readyState = CONNECTING;

  close(): void {
    this.readyState = CLOSED;
  }

  tell(event: 'open' | 'error', readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(event));
  }
}

let opened: FakeSource[];
const last = () => opened.at(-1)!;
const open = () => {
  opened.push(new FakeSource());
  return last() as unknown as Source;
};
const no = async () => false;

beforeEach(() => {
  opened = [];
  vi.useFakeTimers();
  // The longest that chance allows.
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('leaves a connection that was lost to the browser', async () => {
  keepOpen(open, no);
  last().tell('open', OPEN);
  last().tell('error', CONNECTING);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened).toHaveLength(1);
});

it('opens another one where the browser gave up, after pauses that grow to a minute', async () => {
  keepOpen(open, no);
  for (const pause of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
    const count = opened.length;
    last().tell('error', CLOSED);
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(opened).toHaveLength(count);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveLength(count + 1);
  }
});

it('begins with a short pause again once it was open', async () => {
  keepOpen(open, no);
  for (let at = 0; at < 5; at++) {
    last().tell('error', CLOSED);
    await vi.advanceTimersByTimeAsync(60_000);
  }
  last().tell('open', OPEN);
  last().tell('error', CLOSED);
  await vi.advanceTimersByTimeAsync(2000);
  expect(opened).toHaveLength(7);
});

it('leaves half of the pause to chance', async () => {
  vi.mocked(Math.random).mockReturnValue(0);
  keepOpen(open, no);
  last().tell('error', CLOSED);
  await vi.advanceTimersByTimeAsync(1000);
  expect(opened).toHaveLength(2);
});

it('hurries where it waits, and only there', async () => {
  const { hurry } = keepOpen(open, no);
  hurry();
  last().tell('open', OPEN);
  hurry();
  expect(opened).toHaveLength(1);
  last().tell('error', CLOSED);
  hurry();
  expect(opened).toHaveLength(2);
  // The pause is over: no third one comes of it.
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened).toHaveLength(2);
});

it('tries no more once it is over', async () => {
  const { hurry } = keepOpen(open, async () => true);
  last().tell('error', CLOSED);
  await vi.advanceTimersByTimeAsync(600_000);
  hurry();
  expect(opened).toHaveLength(1);
});

it('does not wait for who does not say whether it is over', async () => {
  keepOpen(open, () => new Promise(() => undefined));
  last().tell('error', CLOSED);
  await vi.advanceTimersByTimeAsync(2000);
  expect(opened).toHaveLength(2);
});

it('is closed for good, whether it is open or waits', async () => {
  const one = keepOpen(open, no);
  last().tell('open', OPEN);
  one.close();
  expect(last().readyState).toBe(CLOSED);
  const two = keepOpen(open, no);
  last().tell('error', CLOSED);
  two.close();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(opened).toHaveLength(2);
});
