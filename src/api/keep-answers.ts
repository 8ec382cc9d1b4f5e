import { keepNewest } from '../turns/keep-newest.js';

/** An answer, and how many seconds ago it was computed; 0: just now. */
export interface Kept<T> {
  value: T;
  age: number;
}

export type KeepAnswers = <T>(key: string, compute: () => Promise<T>) => Promise<Kept<T>>;

/** What is computed sooner is computed anew for everybody. */
const LONG_MS = 50;
/** How many times as long as it took an answer holds: computing is a hundredth of the time at most. */
const TIMES = 100;
const LONGEST_MS = 60_000;
const MOST_ANSWERS = 200;

interface Answer {
  value: Promise<unknown>;
  /** When it was computed; null: it is under way. */
  at: number | null;
  until: number;
}

/**
 * Keeps answers that take long to compute, for a minute at most. Whoever asks for one that is under way waits for the
 * same. `key` has to name all that an answer depends on, and whose data it is of. An error is kept by nobody.
 */
export function keepAnswers({ now = () => performance.now(), mostAnswers = MOST_ANSWERS } = {}): KeepAnswers {
  const answers = new Map<string, Answer>();
  const computeNew = (key: string, compute: () => Promise<unknown>): Answer => {
    const from = now();
    const answer: Answer = { value: compute(), at: null, until: Infinity };
    keepNewest(answers, key, answer, mostAnswers);
    const drop = () => void (answers.get(key) === answer && answers.delete(key));
    answer.value.then(() => {
      const took = now() - from;
      answer.at = now();
      answer.until = answer.at + Math.min(LONGEST_MS, took * TIMES);
      if (took < LONG_MS) drop();
    }, drop);
    return answer;
  };
  return async <T>(key: string, compute: () => Promise<T>) => {
    const found = answers.get(key);
    const kept = found !== undefined && now() < found.until ? found : computeNew(key, compute);
    const computed = kept.at;
    // The key names what is computed.
    const value = (await kept.value) as T;
    return { value, age: computed === null ? 0 : Math.floor((now() - computed) / 1000) };
  };
}
