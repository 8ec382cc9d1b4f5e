import type { DataSource } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
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
  const { step, actionId, level, message, metadata } = line;
  const kept = metadata && jsonText(redactValue(maskValues(metadata)));
  await source.query(APPEND, [run.installationId, run.id, step, actionId, level, cleanText(message), kept]);
}

const APPEND = prepared(
  `INSERT INTO execution_logs (installation_id, execution_id, step_name, action_id, level, message, metadata)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
