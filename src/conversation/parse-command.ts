import { type Command, type Verb, VERBS } from './command.js';
import { parseDismissal } from './parse-dismissal.js';
import { parseMemory } from './parse-memory.js';
import { codeSpan } from '../markdown/code-text.js';
import { plainLines } from '../markdown/plain-lines.js';
import { nearest } from '../words/nearest.js';
import { cutText } from '../words/cut-text.js';

/** GitHub's own limit of a comment; what is beyond is not looked at. */
const LONGEST_COMMENT = 65_536;
const LONGEST_TEXT = 4000;
/** Longer than a memory with its place and time: what a memory rests on is the whole line. */
const LONGEST_LINE = 1500;
const COMMAND = /^[\s\p{Cf}]*\/nectr(?:[\s\p{Cf}]+(.*))?$/isu;
const FINDING = /^#?F?(\d{1,6})[.,:;]?$/i;
const MEMORY = /^#?M?(\d{1,9})[.,:;]?$/i;

/** A command, and the line that gave it. */
export interface WrittenCommand {
  command: Command;
  /** As it was written, cut to one line's length. */
  written: string;
}

/**
 * The first command of a comment, or null. A command is `/nectr <verb> …` at the start of a line as GitHub ends them
 * (LF, CRLF, CR) that is neither quoted nor code nor hidden; verbs and arguments are allow-listed, everything else
 * becomes `help` with the problem. A comment without one that speaks to the App by its name (`@<slug>`, `@<slug>[bot]`)
 * at the start of such a line asks for help. No argument can name an address, a path or a setting (threat S8). Never
 * throws; linear in the length of the text.
 */
export function parseCommand(body: string, appSlug: string | null): WrittenCommand | null {
  const text = cutText(body, LONGEST_COMMENT).replace(/\r\n?/g, '\n');
  const [first] = plainLines(text, COMMAND);
  if (first !== undefined) {
    const words = wordsOf(withoutComments(COMMAND.exec(first.text)?.[1] ?? ''));
    return { command: readCommand(words, text.slice(first.end)), written: writtenAs(first.text) };
  }
  const [spoken] = appSlug === null ? [] : plainLines(text, mentionOf(appSlug));
  return spoken === undefined ? null : { command: help(null), written: writtenAs(spoken.text) };
}

/** A line that begins with the App's name; a longer name is another one. */
function mentionOf(slug: string): RegExp {
  const name = slug.replace(/[^\w-]/g, '');
  return new RegExp(String.raw`^[\s\p{Cf}]*@${name}(?:\[bot\])?(?=$|[\s\p{Cf},:;.!?])`, 'iu');
}

function writtenAs(line: string): string {
  return cutText(withoutComments(line).trim(), LONGEST_LINE);
}

/** `following`: what stands below the command; only a question goes on there. */
function readCommand([first, ...words]: readonly string[], following: string): Command {
  if (first === undefined) return help(null);
  const verb = VERBS.find((each) => each === first.toLowerCase());
  if (verb === undefined) return help(unknownVerb(first));
  return ARGUMENTS[verb](words, following);
}

const ARGUMENTS: Readonly<Record<Verb, (words: readonly string[], following: string) => Command>> = {
  review: (words) => {
    const full = words.length === 1 && words[0]?.toLowerCase() === 'full';
    if (words.length > 0 && !full) return help('`review` takes nothing, or `full`.');
    return { verb: 'review', full };
  },
  ask: (words, following) => {
    const question = freeText(`${words.join(' ')}\n${untilNextCommand(following)}`);
    return question === '' ? help('`ask` needs a question after it.') : { verb: 'ask', question };
  },
  explain: (words) => ofFinding('explain', words),
  dismiss: ([first, ...rest]) => {
    const number = findingOf(first);
    const dismissal = parseDismissal(number === null && first !== undefined ? [first, ...rest] : rest);
    return 'problem' in dismissal ? help(dismissal.problem) : { verb: 'dismiss', finding: number, dismissal };
  },
  reopen: (words) => ofFinding('reopen', words),
  remember: (words) => {
    const memory = parseMemory(freeText(words.join(' ')));
    return 'problem' in memory ? help(memory.problem) : { verb: 'remember', memory };
  },
  forget: ([first = '', ...more]) => {
    const memory = Number(MEMORY.exec(first)?.[1] ?? 0);
    if (memory > 0 && more.length === 0) return { verb: 'forget', memory };
    const hint = findingOf(first) === null ? '' : '; `reopen` takes that of a finding';
    return help(`\`forget\` takes the number of a memory, such as \`M3\`${hint}.`);
  },
  memories: (words) =>
    words.length > 0 ? help('`memories` lists what is remembered and takes nothing.') : { verb: 'memories' },
  pause: (words) => (words.length > 0 ? help('`pause` takes nothing.') : { verb: 'pause' }),
  resume: (words) => (words.length > 0 ? help('`resume` takes nothing.') : { verb: 'resume' }),
  config: (words) => (words.length > 0 ? help('`config` shows the settings and takes nothing.') : { verb: 'config' }),
  help: () => help(null),
};

function ofFinding(verb: 'explain' | 'reopen', words: readonly string[]): Command {
  if (words.length === 0) return { verb, finding: null };
  const number = findingOf(words[0]);
  if (number === null || words.length > 1) return help(`\`${verb}\` takes the number of a finding, such as \`F3\`.`);
  return { verb, finding: number };
}

function findingOf(word: string | undefined): number | null {
  const number = Number(FINDING.exec(word ?? '')?.[1] ?? 0);
  return number > 0 ? number : null;
}

function unknownVerb(word: string): string {
  const meant = nearest(word, VERBS);
  const shown = cutText(word.replace(/[^\p{L}\p{N}_-]/gu, ''), 30);
  const named = shown === '' ? 'There is no such command.' : `There is no command ${codeSpan(shown)}.`;
  return `${named}${meant === null ? '' : ` Did you mean \`${meant}\`?`}`;
}

function help(problem: string | null): Command {
  return { verb: 'help', problem };
}

function wordsOf(text: string): string[] {
  return text.split(/[\s\p{Cf}]+/u).filter((word) => word !== '');
}

function untilNextCommand(text: string): string {
  const lines = text.split('\n');
  const next = lines.findIndex((line) => COMMAND.test(line));
  return lines.slice(0, next < 0 ? lines.length : next).join('\n');
}

function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
}

function freeText(text: string): string {
  return cutText(withoutComments(text).trim(), LONGEST_TEXT).trimEnd();
}
