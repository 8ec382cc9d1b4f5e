import { isEngineControl } from '../durable/is-engine-control.js';
import { StepTimeError } from '../durable/durable-step.js';

export interface StepTime {
  /** Aborted with the run's, and when the time is over. */
  signal: AbortSignal;
  /** Gives what `work` gives. Throws what it throws; StepTimeError where the time was over before it ended. */
  within<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * The time of one attempt at a step, from now on. Work is never left behind: it is told by the signal, and its end is
 * waited for, since what it has under way may still be done, and the next attempt would do it beside it.
 */
export function startTime(seconds: number | undefined, run: AbortSignal): StepTime {
  if (seconds === undefined) return { signal: run, within: (work) => work() };
  const time = AbortSignal.timeout(seconds * 1000);
  const refuseLate = () => {
    if (time.aborted && !run.aborted) throw new StepTimeError(`took longer than ${seconds} s`);
  };
  return {
    signal: AbortSignal.any([run, time]),
    within: async (work) => {
      refuseLate();
      try {
        const value = await work();
        refuseLate();
        return value;
      } catch (error) {
        if (!isEngineControl(error)) refuseLate();
        throw error;
      }
    },
  };
}
