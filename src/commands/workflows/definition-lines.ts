import type { Definition } from '../../workflows/definitions/definition-schema.js';
import { AT_WORK_OF_ONE } from '../../workflows/executions/admit-executions.js';
import { countOf } from '../../words/count-of.js';
import { onOneLine } from '../graph/on-one-line.js';

const ORDER: Record<Definition['concurrency'], string> = {
  pull_request: 'one after the other for each pull request',
  repository: 'one after the other for each repository',
  workflow: 'one after the other',
  none: 'side by side',
};

/** What starts a workflow, when, and what it does, as lines of a terminal. Pure. */
export function definitionLines({ on, if: condition, do: steps, concurrency, config }: Shown): string[] {
  const told = Object.entries('notifications' in config ? config.notifications : {}).flatMap(([when, whom]) =>
    whom.length === 0 ? [] : [`${when.replace('_', ' ')} ${whom.join(', ')}`],
  );
  return [
    ...block('on', on.map(triggerText)),
    ...block('if', condition === null ? [] : [condition]),
    ...block('do', steps.map(stepText)),
    ...block('runs', [[ORDER[concurrency], ...limitsOf(config)].join(', ')]),
    ...block('tells', told),
  ];
}

/** What can be reached, where that is less than what is set. */
function atWork(most: number): string {
  if (most <= AT_WORK_OF_ONE) return `${most} at work at most`;
  return `${AT_WORK_OF_ONE} at work at most (${most} are set, an installation has no more)`;
}

type Shown = Pick<Definition, 'on' | 'if' | 'do' | 'concurrency'> & { config: Definition['config'] | object };

function limitsOf(config: Shown['config']): string[] {
  if (!('timeout' in config)) return [];
  const { max_concurrent_executions: most, timeout, retry_policy: retries } = config;
  return [atWork(most), `${timeout} s each`, `${countOf(retries.max_attempts, 'attempt')} a step`];
}

function triggerText(trigger: Definition['on'][number]): string {
  if (trigger.type === 'event') return trigger.events.join(', ');
  if (trigger.type === 'schedule') return `schedule ${trigger.schedule} (${trigger.timezone})`;
  if (trigger.type === 'webhook') return 'webhook';
  const inputs = Object.entries(trigger.inputs).map(([name, type]) => `${name}: ${type}`);
  return inputs.length === 0 ? 'by hand' : `by hand with ${inputs.join(', ')}`;
}

function stepText({ name, type, if: condition, timeout }: Definition['do'][number]): string {
  return [
    name === type ? type : `${name}: ${type}`,
    ...(timeout === undefined ? [] : [`${timeout} s at most`]),
    ...(condition === null ? [] : [`if ${condition}`]),
  ].join(', ');
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.map((line, nth) => `  ${(nth === 0 ? title : '').padEnd(6)}${onOneLine(line)}`);
}
