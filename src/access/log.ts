import { pino, type DestinationStream, type Logger } from 'pino';
import { redact, redactValue } from './redact.js';

/**
 * The process's log: JSON lines on stdout, every message, field and error redacted (fault S27 of the threat list).
 */
export function createLog(options: { level: string; name: string }, destination?: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      base: { process: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactValue(fields) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => redactValue(error) },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((arg) => (typeof arg === 'string' ? redact(arg) : arg)) as Parameters<typeof method>;
          method.apply(this, clean);
        },
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
}
