import { Dot, type Tone } from './badge.js';

const TONES: Readonly<Record<string, Tone>> = {
  pending: 'blue',
  running: 'blue',
  waiting: 'yellow',
  completed: 'green',
  failed: 'red',
  timeout: 'red',
  stopped: 'yellow',
  cancelled: 'grey',
  skipped: 'grey',
  active: 'green',
  inactive: 'grey',
  off: 'grey',
  draft: 'yellow',
  archived: 'grey',
  invalid: 'red',
  healthy: 'green',
  degraded: 'yellow',
  unhealthy: 'red',
  unknown: 'grey',
};

/** The state of a run, a step, a workflow or a service. */
export function Status({ of }: { of: string }) {
  return <Dot tone={TONES[of] ?? 'grey'}>{of}</Dot>;
}
