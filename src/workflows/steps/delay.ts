import { z } from 'zod';
import { duration, secondsOf } from '../definitions/duration.js';
import { defineStep, done } from './step-action.js';

/** `delay`: the run waits, and holds no place meanwhile. */
export const delay = defineStep({
  type: 'delay',
  title: 'Wait',
  description: 'Waits for a time, such as 10m. The run holds no place of a worker meanwhile.',
  config: z.strictObject({ for: duration(1, 30 * 86_400).describe('How long, such as `90s`, `10m`, `48h` or `2d`.') }),
  result: z.object({}),
  needs: 'nothing',
  waitsBy: 'for',
  describe: async (_, { for: time }) => `wait for ${time}`,
  run: async ({ resumed }, { for: time }) =>
    resumed
      ? done({}, `waited for ${time}`)
      : { kind: 'wait', for: `${time} to pass`, until: new Date(Date.now() + (secondsOf(time) ?? 0) * 1000) },
});
