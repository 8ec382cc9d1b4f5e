import type { DataSource } from 'typeorm';
import { prepared } from '../../database/prepared.js';
import { redactValue } from '../../access/redact.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import type { RunRecord } from './run-record.js';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

export interface LogLine {
  level: LogLevel;
  message: string;
  step: string | null;
  actionId: string | null;
  metadata: Record<string, unknown> | null;
}

/**
 * Appends one line to the log of a run. What it says is masked and redacted like everything that is stored or posted.
 */
export async function appendLog(
  source: DataSource,
  run: Pick<RunRecord, 'id' | 'installationId'>,
  line: LogLine,
): Promise<void> {
  await source.query(APPEND, [run.installationId, run.id, line.step, ...lineValues(line)]);
}

const APPEND = prepared(
  `INSERT INTO execution_logs (installation_id, execution_id, step_name, action_id, level, message, metadata)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

/** What is stored of a line: its action, its level, its message and its metadata, in this order. */
export function lineValues({ actionId, level, message, metadata }: LogLine): unknown[] {
  return [actionId, level, cleanText(message), metadata && JSON.stringify(redactValue(maskValues(metadata)))];
}
