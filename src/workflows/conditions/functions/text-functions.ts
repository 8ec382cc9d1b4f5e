import { LONGEST_BUILT, pay, type Run } from '../run.js';
import { Unknown, type Kind, type List, type Value } from '../values.js';
import { searchBy } from './search-by.js';
import type { ConditionFunction } from './condition-function.js';

const TWO: readonly (readonly Kind[])[] = [['string', 'string']];

/** Functions of texts. Positions and lengths count as JavaScript counts them. */
export const TEXT_FUNCTIONS: readonly ConditionFunction[] = [
  {
    name: 'contains',
    isMethod: true,
    usage: 'text.contains("part")',
    about: 'The part stands in the text',
    takes: TWO,
    call: ([text, part], run) => search(text as string, part as string, run) !== -1,
  },
  {
    name: 'startsWith',
    isMethod: true,
    usage: 'text.startsWith("part")',
    about: 'The text begins with the part',
    takes: TWO,
    call: ([text, part], run) => {
      pay(run, (part as string).length / 16);
      return (text as string).startsWith(part as string);
    },
  },
  {
    name: 'endsWith',
    isMethod: true,
    usage: 'text.endsWith("part")',
    about: 'The text ends with the part',
    takes: TWO,
    call: ([text, part], run) => {
      pay(run, (part as string).length / 16);
      return (text as string).endsWith(part as string);
    },
  },
  {
    name: 'matches',
    isMethod: true,
    usage: 'text.matches("^fix(ed)?:")',
    about:
      'A part of the text matches the regular expression of RE2, which has no look-around and no references back; it must be written out',
    takes: TWO,
    prepare: searchBy,
  },
  {
    name: 'lowerAscii',
    isMethod: true,
    usage: 'text.lowerAscii()',
    about: 'The text in lower case',
    takes: [['string']],
    call: ([text], run) => changed(text as string, run, (given) => given.toLowerCase()),
  },
  {
    name: 'upperAscii',
    isMethod: true,
    usage: 'text.upperAscii()',
    about: 'The text in upper case',
    takes: [['string']],
    call: ([text], run) => changed(text as string, run, (given) => given.toUpperCase()),
  },
  {
    name: 'trim',
    isMethod: true,
    usage: 'text.trim()',
    about: 'The text without white space around it',
    takes: [['string']],
    call: ([text], run) => changed(text as string, run, (given) => given.trim()),
  },
  {
    name: 'indexOf',
    isMethod: true,
    usage: 'text.indexOf("part")',
    about: 'Where the part stands first, counted from 0; -1 where it does not',
    takes: TWO,
    call: ([text, part], run) => BigInt(search(text as string, part as string, run)),
  },
  {
    name: 'substring',
    isMethod: true,
    usage: 'text.substring(0, 7)',
    about: 'The text from one position up to before another, or to its end',
    takes: [
      ['string', 'int'],
      ['string', 'int', 'int'],
    ],
    call: ([text, from, to]) => {
      const { length } = text as string;
      const [begin, end] = [Number(from as bigint), to === undefined ? length : Number(to as bigint)];
      if (begin < 0 || begin > end || end > length) return new Unknown('`substring` goes beyond the text');
      return (text as string).slice(begin, end);
    },
  },
  {
    name: 'split',
    isMethod: true,
    usage: 'text.split("/")',
    about: 'The parts of the text between separators',
    takes: TWO,
    call: ([text, separator], run) => {
      pay(run, (text as string).length * 5);
      search(text as string, separator as string, run);
      return (text as string).split(separator as string);
    },
  },
  {
    name: 'join',
    isMethod: true,
    usage: 'list.join(", ")',
    about: 'The texts of a list as one',
    takes: [['list'], ['list', 'string']],
    call: ([list, separator], run) => join(list as List, (separator as string | undefined) ?? '', run),
  },
];

/** A search may compare each character of the part at each of the text. */
function search(text: string, part: string, run: Run): number {
  pay(run, (text.length / 8) * (1 + Math.min(part.length, 250) / 4));
  return text.indexOf(part);
}

function changed(text: string, run: Run, change: (text: string) => string): string {
  pay(run, text.length);
  return change(text);
}

function join(list: List, separator: string, run: Run): Value {
  let length = 0;
  for (const part of list) {
    pay(run, 5);
    if (typeof part !== 'string') return new Unknown('`join` takes a list of texts');
    length += part.length + separator.length;
    if (length > LONGEST_BUILT) return new Unknown(`\`join\` makes more than ${LONGEST_BUILT} characters`);
  }
  pay(run, length / 8);
  return list.join(separator);
}
