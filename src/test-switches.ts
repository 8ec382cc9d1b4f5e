import { z } from 'zod';

const barriers = [
  'after-claim',
  'after-fetch',
  'after-llm',
  'before-post',
  'after-pending',
  'after-submit',
  'before-complete',
  'after-reply',
  'after-deed',
  'before-notices',
  'mid-scan',
  'mid-symbols',
  'mid-edges',
  'mid-history',
  'mid-replay',
] as const;

/** The points at which tests kill a worker; in production reaching one does nothing. */
export type Barrier = (typeof barriers)[number];

/** What tests may change of a real process; refused outside of NODE_ENV=test. */
export const testSwitches = z.strictObject({
  timings: z.record(z.string(), z.union([z.number(), z.array(z.number())])).default({}),
  /** The process ends itself when it first reaches this point. */
  barrier: z.enum(barriers).optional(),
  /** How: by SIGKILL, or by holding its event loop for ever. */
  fault: z.enum(['kill', 'spin']).default('kill'),
});

export type TestSwitches = z.output<typeof testSwitches>;

/** What a worker calls at each barrier: it ends there without any farewell if tests asked for it. */
export function faultAt({
  barrier: wanted,
  fault,
}: Pick<TestSwitches, 'barrier' | 'fault'>): (barrier: Barrier) => void {
  return (barrier) => {
    if (barrier !== wanted) return;
    if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
    while (fault === 'spin');
  };
}
