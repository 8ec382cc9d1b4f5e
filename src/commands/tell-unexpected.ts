import { redact } from '../access/redact.js';

/** What nobody has foreseen, in one line, or with `--debug` with its stack and its causes. */
export function tellUnexpected(error: unknown, isDebug = wantsDebug(process.argv)): string {
  if (!(error instanceof Error)) return redact(String(error));
  if (!isDebug) return redact(`${error.name}: ${error.message.split('\n', 1)[0] ?? ''}`);
  const cause = error.cause === undefined ? '' : `\ncaused by ${tellUnexpected(error.cause, true)}`;
  return redact(`${error.stack ?? `${error.name}: ${error.message}`}${cause}`);
}

function wantsDebug(argv: readonly string[]): boolean {
  const end = argv.indexOf('--', 2);
  return (end < 0 ? argv : argv.slice(0, end)).includes('--debug');
}
