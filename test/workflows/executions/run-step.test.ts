import { expect, it } from 'vitest';
import { RunFailedError } from '../../../src/workflows/durable/durable-step.js';
import type { ExecutionRecord } from '../../../src/workflows/executions/execution-record.js';
import { runStep } from '../../../src/workflows/executions/run-step.js';
import type { StepRows } from '../../../src/workflows/executions/step-rows.js';
import type { WorkflowPorts } from '../../../src/workflows/ports.js';

it.each(['${{ event.gone }}', '${{ event.title'])(
  'fails with a reason for a text of another version: %s',
  async (body) => {
    const step = { name: 'tell', type: 'post_comment', config: { body }, if: null, position: 0, resumed: false };
    const ran = runStep({} as WorkflowPorts, {} as ExecutionRecord, step, {} as StepRows, new AbortController().signal);
    await expect(ran).rejects.toThrow(RunFailedError);
  },
);
