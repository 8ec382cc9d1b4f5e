import { whySilent, type WhySilent } from '../../ledger/why-silent.js';
import { UsageError, wholeNumber } from '../command-line.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { type MemoriesCall, numberOf } from './call.js';
import { memoryLine } from './memory-line.js';

/** `nectr memories why F3 --pull 12`. */
export async function why({ source, repository, args, options }: MemoriesCall): Promise<void> {
  const handle = numberOf(args[0], 'F');
  if (options.pull === undefined) throw new UsageError('why takes the number of a pull request: --pull 12');
  const pullNumber = wholeNumber('--pull', options.pull, { least: 1, most: 999_999_999 });
  const found = await whySilent(source, { ...repository, pullNumber, handle });
  if (found !== null) return printResult(options.json, found, render(found));
  process.stderr.write(`There is no F${handle} on pull request ${pullNumber} of ${repository.fullName}.\n`);
  process.exitCode = 2;
}

function render({ finding, dismissals, memories, toldAnyway }: WhySilent): string {
  const { handle, rule, severity, path, line, title, state } = finding;
  const lines = [
    [`F${handle}`, state, severity, rule, `${path}:${line}`, title].map(onOneLine).join('  '),
    dismissals.length === 0
      ? 'no dismissal holds for it'
      : `dismissed by ${dismissals.map((number) => `M${number}`).join(', ')}`,
    ...memories.map(
      ({ memory, whyNot }) =>
        `${whyNot === null ? 'covers it' : `does not cover it: ${onOneLine(whyNot)}`}: ${memoryLine(memory)}`,
    ),
    ...(memories.length === 0 ? [`nothing is remembered of ${onOneLine(rule)}`] : []),
    ...(toldAnyway === null ? [] : [`${toldAnyway}: only a dismissal of this one keeps it silent`]),
  ];
  return `${lines.join('\n')}\n`;
}
