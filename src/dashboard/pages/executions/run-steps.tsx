import { duration } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Code } from '../../ui/code.js';
import { Status } from '../../ui/run-status.js';
import { words } from '../../words/en.js';
import { Trace } from '../workflows/trace.js';
import type { Execution } from './queries.js';

const said = words.executions;

/** The steps of a run in their order: what each did, or would do, and what it did outside. */
export function RunSteps({ of }: { of: Execution }) {
  return (
    <ol className="divide-y divide-line">
      {of.steps.map((step) => (
        <li key={step.position} className="flex flex-col gap-2 px-4 py-3 text-sm">
          <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span className="w-5 text-right text-xs text-ink-faint tabular-nums">{step.position + 1}</span>
            <span className="font-medium">{step.name}</span>
            {step.type !== step.name && <code className="font-mono text-xs text-ink-soft">{step.type}</code>}
            <Status of={step.status} />
            {step.attempts > 1 && <Badge tone="yellow">{said.attempts(step.attempts)}</Badge>}
            {step.started_at !== null && step.completed_at !== null && (
              <span className="text-xs text-ink-faint">
                {duration(Date.parse(step.completed_at) - Date.parse(step.started_at))}
              </span>
            )}
          </div>
          <div className="flex flex-col gap-2 pl-8">
            {step.said !== null && <p className="break-words whitespace-pre-wrap">{step.said}</p>}
            {step.error !== null && <p className="break-words text-red">{step.error}</p>}
            {step.condition.length > 0 && <Trace lines={step.condition} />}
            {step.effects.length > 0 && (
              <p className="flex flex-wrap items-center gap-2 text-xs text-ink-soft">
                {said.effects}:
                {step.effects.map(({ key, state }) => (
                  <Badge key={key} tone={state === 'done' ? 'green' : 'yellow'}>
                    {key} {state}
                  </Badge>
                ))}
              </p>
            )}
            {step.result !== null && Object.keys(step.result).length > 0 && (
              <details>
                <summary className="text-xs text-ink-soft">{said.result}</summary>
                <Code text={JSON.stringify(step.result, null, 2)} language="json" />
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
