import { Error as EngineError } from '@dbos-inc/dbos-sdk';
import { RunFencedError } from '../runs/run-record.js';

/** What the engine uses to steer; swallowing one lets a fenced worker go on (durable-engine.md 23). */
export function isEngineControl(error: unknown): boolean {
  return (
    error instanceof EngineError.DBOSWorkflowConflictError ||
    error instanceof EngineError.DBOSWorkflowCancelledError ||
    error instanceof RunFencedError
  );
}
