import { outsideSlots } from '../durable/durable-step.js';
import { isEngineControl } from '../durable/is-engine-control.js';
import type { WorkflowPorts } from '../ports.js';
import { appendLog } from '../runs/execution-log.js';
import { aboutRun, subjectOf } from '../steps/about-run.js';
import { openMessenger, sendOnce } from '../steps/notify.js';
import type { ExecutionRecord } from './execution-record.js';
import { createEndOnce } from './once.js';
import { repeatStep } from './repeat-step.js';

/** Tells who wants to hear of it how a run ended, once each. What cannot be told stands in the log of the run. */
export async function notifyEnd(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  end: { status: 'completed' | 'failed' | 'timeout' | 'cancelled'; reason: string | null },
): Promise<void> {
  const { on_success: onSuccess, on_failure: onFailure } = run.definition.config.notifications;
  const names = end.status === 'completed' ? onSuccess : end.status === 'cancelled' ? [] : onFailure;
  const signal = new AbortController().signal;
  for (const name of names) {
    try {
      await repeatStep(outsideSlots(ports), `tell ${name}`, signal, () => tell(ports, run, name, end));
    } catch (error) {
      if (isEngineControl(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const line = {
        level: 'ERROR' as const,
        message: `${name} was not told: ${reason}`,
        step: null,
        actionId: null,
        metadata: null,
      };
      await appendLog(ports.source, run, line).catch(() => undefined);
    }
  }
}

async function tell(
  ports: WorkflowPorts,
  run: ExecutionRecord,
  name: string,
  { status, reason }: { status: string; reason: string | null },
): Promise<null> {
  const { workflowName } = run;
  await sendOnce(
    { once: createEndOnce(ports, run), signal: new AbortController().signal },
    await openMessenger(ports, run, name),
    {
      ...aboutRun(ports, run),
      title: `${workflowName}: ${status}`,
      text: `The workflow ${workflowName}${subjectOf(run)} ${status === 'completed' ? 'is done' : `ended as ${status}: ${reason ?? 'no reason is known'}`}.`,
      level: status === 'completed' ? 'success' : 'error',
      buttons: [],
    },
    // Each try of a run ends once.
    { key: `end ${name}`, name: `${run.executionId} end ${name}` },
  );
  return null;
}
