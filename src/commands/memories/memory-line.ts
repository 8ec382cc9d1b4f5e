import { scopeWords } from '../../memory/scope-words.js';
import type { Memory } from '../../memory/types.js';
import { onOneLine } from '../graph/on-one-line.js';

/** A memory on one line of a terminal: its number, its state, what it says, where it holds, where it comes from. */
export function memoryLine(memory: Memory): string {
  const { number, state, stateReason, type, text, dismissal, scope, usedCount } = memory;
  const said = dismissal === null ? text : `${dismissal.reason}${text === '' ? '' : ` (${text})`}`;
  const parts = [
    ...(scope.developer === null ? [] : [`of ${scope.developer.login}`]),
    ...scopeWords(memory, (each) => each),
    ...(dismissal === null ? [] : [`said of F${dismissal.handle}`]),
    ...(stateReason === null ? [] : [stateReason]),
    sourceWords(memory),
    `used ${usedCount}×`,
  ];
  return [`M${number}`, state, type, said, `(${parts.join('; ')})`].map(onOneLine).join('  ');
}

function sourceWords({ source, author }: Memory): string {
  const { kind, path, line, link } = source;
  const place = path === null ? link : `${path}${line === null ? '' : `:${line}`}`;
  return `${kind}${author === null ? '' : ` of ${author.login}`}${place === null ? '' : ` ${place}`}`;
}
