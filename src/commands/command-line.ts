import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearest } from '../words/nearest.js';
import { EnvFileError, withEnvFile } from './env-file.js';

export type Env = Readonly<Record<string, string | undefined>>;
type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O & typeof HELP }>
>;

/** Arguments that make no sense: printed as one line, with the way to the help; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CommandSettings<O extends Options> {
  /** As typed, without `nectr`. */
  name: string;
  /** Printed by `--help`, whole. */
  help: string;
  /** The part of it that is about what was typed before `--help`, such as a verb; null: the whole is printed. */
  helpOf?(args: readonly string[]): string | null;
  options: O;
  /** What its first argument may be, where that is a word of ours. */
  verbs?: readonly string[];
  /** Arguments that are no options, at most. */
  mostArguments: number;
  /**
   * What of `.env` of the current folder is read: `all`; `model`, only what is about Claude (for commands that run in
   * repositories of others); nothing.
   */
  envFile: 'all' | 'model' | null;
  /**
   * `args` are no options; `behind` are those of them that stand behind `--`. Sets the exit code itself where it is not
   * 0. May throw UsageError.
   */
  run(values: Parsed<O>['values'], args: string[], env: Env, behind: string[]): Promise<void>;
}

/** A command of `nectr`. */
export interface Command {
  name: string;
  verbs: readonly string[];
  /** Names of what it takes, without the hyphens. */
  options: readonly string[];
  /** Runs it with its arguments; help and bad arguments are dealt with. Throws what the work itself throws. */
  run(args: readonly string[], env: Env): Promise<void>;
}

const HELP = {
  help: { type: 'boolean', short: 'h', default: false },
  /** Looked at where what was thrown is told: `tellUnexpected`. */
  debug: { type: 'boolean', default: false },
} as const;
const ENV_FILE = { 'env-file': { type: 'string' }, 'no-env-file': { type: 'boolean', default: false } } as const;
const ENV_FILE_HELP = `
  --env-file <file>           reads variables from there; default .env of this folder, if there is one
  --no-env-file               reads none; variables of the environment win in any case
`;

/** The one parser of all commands: what a command takes is told here, what is wrong with it is said in one way. */
export function defineCommand<const O extends Options>(settings: CommandSettings<O>): Command {
  const { name, help, mostArguments, envFile } = settings;
  const options = { ...settings.options, ...HELP, ...(envFile === null ? {} : ENV_FILE) } as O & typeof HELP;
  return {
    name,
    verbs: settings.verbs ?? [],
    options: Object.keys(options),
    run: async (args, env) => {
      try {
        if (asksForHelp(args)) {
          const text = settings.helpOf?.(args) ?? help;
          process.stdout.write(envFile === null ? text : `${text}${ENV_FILE_HELP}`);
          return;
        }
        const { values, positionals, behind } = parse(args, options);
        if (positionals.length > mostArguments) throw new UsageError(unexpected(positionals[mostArguments] ?? ''));
        const all = envFile === null ? env : withEnvFile(env, { ...fileOf(values), of: envFile, name });
        await settings.run(values, positionals, all, behind);
      } catch (error) {
        if (!(error instanceof UsageError || error instanceof EnvFileError)) throw error;
        const way = error instanceof UsageError ? `; see \`nectr ${name} --help\`` : '';
        process.stderr.write(`nectr ${name}: ${error.message}${way}\n`);
        process.exitCode = 2;
      }
    },
  };
}

/** One of the names, or a UsageError that lists them and says which one was meant. */
export function oneOf<T extends string>(option: string, names: readonly T[], given: string): T {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  const meant = nearest(given, names);
  const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
  throw new UsageError(`${option} takes ${names.join(', ')}, not ${JSON.stringify(given)}${hint}`);
}

/** A whole number within bounds, or a UsageError. */
export function wholeNumber(
  option: string,
  given: string,
  { least = 0, most }: { least?: number; most: number },
): number {
  const number = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${option} takes a whole number from ${least} to ${most}, not ${JSON.stringify(given)}`);
}

/** Dollars, or a UsageError. */
export function dollars(option: string, given: string): number {
  const number = given.trim() === '' ? NaN : Number(given);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new UsageError(`${option} takes a number of dollars, not ${JSON.stringify(given)}`);
}

/** Whatever else is wrong with the arguments: who asks for help gets it. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

function parse<O extends Options>(args: readonly string[], options: O) {
  try {
    const parsed = parseArgs({ args: [...args], allowPositionals: true, options });
    const end = args.indexOf('--');
    // What follows a value that is `--` itself (`--format --`) is refused by the parser.
    return { ...parsed, behind: end < 0 ? [] : args.slice(end + 1) };
  } catch (error) {
    throw new UsageError(whatIsWrong(error, Object.keys(options)));
  }
}

/** In our words: Node's own go on for several sentences. */
function whatIsWrong(error: unknown, known: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string };
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return message.split(/\.\s|\n/)[0] ?? message;
  const [, option = ''] = /'(-[^']*)'/.exec(message) ?? [];
  const meant = nearest(option.replace(/^-+/, ''), known);
  return `unknown option ${option}${meant === null ? '' : ` (did you mean --${meant}?)`}`;
}

function unexpected(argument: string): string {
  return `unexpected argument ${JSON.stringify(argument)}`;
}

function fileOf(values: Record<string, unknown>): { file: string | null; required: boolean } {
  const given = values['env-file'];
  if (values['no-env-file'] === true) return { file: null, required: false };
  return typeof given === 'string' ? { file: given, required: true } : { file: '.env', required: false };
}
