import { words } from '../../words/en.js';

const { starts } = words.executions;

/** What started a run, in words: of a kind of trigger such as `schedule`, or of its key such as `auto:main`. Pure. */
export function startedBy(trigger: string): string {
  const [kind = ''] = trigger.split(':');
  return Object.hasOwn(starts, kind) ? starts[kind as keyof typeof starts] : trigger;
}
