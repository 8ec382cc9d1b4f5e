import { pino, type Bindings, type DestinationStream, type Logger } from 'pino';
import { describeError } from './log-error.js';
import { plainLines } from './plain-lines.js';
import { redactValue } from './redact.js';

/**
 * The process's log: on a terminal plain lines, elsewhere JSON lines on stdout, or to `destination`. Every message, field and error of it and of its
 * children is redacted (threat list S27). All is cleaned before pino sees it: pino takes the message of an error as
 * its own, and hands the fields of children to no formatter.
 */
export function createLog(
  options: { level: string; name: string },
  destination: DestinationStream | undefined = ofTerminal(),
): Logger {
  const log: Logger = pino(
    {
      level: options.level,
      base: { process: options.name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (cleaned: unknown) => cleaned },
      hooks: {
        logMethod(args, method) {
          method.apply(this, cleanArguments(args) as Parameters<typeof method>);
        },
      },
    },
    ...(destination === undefined ? [] : [destination]),
  );
  const { child } = log;
  log.child = function (this: Logger, bindings: Bindings, childOptions?: object) {
    return child.call(this, cleanFields(bindings), childOptions);
  } as Logger['child'];
  return log;
}

function ofTerminal(): DestinationStream | undefined {
  return process.stdout.isTTY ? plainLines((text) => process.stdout.write(text)) : undefined;
}

function cleanArguments([first, ...rest]: readonly unknown[]): unknown[] {
  if (first instanceof Error) return cleanArguments([{ err: first }, ...(rest.length > 0 ? rest : [first.message])]);
  const [clean, ...values] = [first, ...rest].map(cleanArgument);
  return [clean, ...values];
}

function cleanArgument(value: unknown): unknown {
  if (typeof value === 'string') return redactValue(value);
  if (value instanceof Error) return describeError(value);
  return typeof value === 'object' && value !== null ? cleanFields(value) : value;
}

function cleanFields(fields: object): Bindings {
  const errors = Object.entries(fields).filter(([, value]) => value instanceof Error);
  const others = redactValue({ ...fields, ...Object.fromEntries(errors.map(([name]) => [name, null])) });
  return {
    ...(others as Bindings),
    ...Object.fromEntries(errors.map(([name, error]) => [name, describeError(error)])),
  };
}
