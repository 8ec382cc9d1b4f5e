import type { DestinationStream } from 'pino';

interface Line {
  level: string;
  time: string;
  process: string;
  msg?: string;
  err?: unknown;
}

/** Fields that every line has, or that a message of ours already says. */
const LEFT_OUT = new Set(['level', 'time', 'process', 'pid', 'msg', 'err']);
const LONGEST_FIELDS = 300;

/**
 * The log for people who sit at a terminal: one short line for each, the time of day first. What stopped the process is
 * its message alone, which says how to mend it; other errors say in a few words what they were. No stack: it is in the JSON
 * that the log is everywhere else.
 */
export function plainLines(write: (text: string) => unknown): DestinationStream {
  return {
    write: (text: string) => {
      for (const json of text.split('\n')) if (json !== '') write(`${plainLine(json)}\n`);
    },
  };
}

function plainLine(json: string): string {
  const line = JSON.parse(json) as Line & Record<string, unknown>;
  const fields = Object.entries(line).filter(([name]) => !LEFT_OUT.has(name));
  const told = fields.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const reasons = (line.level === 'fatal' ? [] : reasonsOf(line.err)).filter(
    (reason) => !(line.msg ?? '').includes(reason),
  );
  const text = [line.msg ?? '', ...reasons].filter(Boolean).join(': ');
  const head = [new Date(line.time).toTimeString().slice(0, 8), line.level.toUpperCase().padEnd(5)];
  if (line.process !== 'web') head.push(`${line.process}:`);
  const rest = line.level === 'fatal' ? '' : told.join(' ').slice(0, LONGEST_FIELDS);
  return `${head.join(' ')} ${text.replaceAll(/\s*\n\s*/g, ' ')}${rest === '' ? '' : `  ${rest}`}`;
}

/** The message of an error as `describeError` writes it, and those of its causes. */
function reasonsOf(err: unknown): string[] {
  const reasons: string[] = [];
  for (let each = err, depth = 0; isError(each) && depth < 3; each = each.cause, depth++) reasons.push(each.message);
  return [...new Set(reasons.filter(Boolean))];
}

function isError(value: unknown): value is { message: string; cause?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
