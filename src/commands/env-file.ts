import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { claudeVariableNames } from '../claude-config.js';
import { isTracked } from '../files/is-tracked.js';
import { readSmallFile } from '../files/read-small-file.js';
import { whyUnreadable } from '../files/why-unreadable.js';
import type { Env } from './command-line.js';

export interface EnvFile {
  /** Null: none is read. */
  file: string | null;
  /** It was asked for by name. */
  required: boolean;
  of: 'all' | 'model';
  /** Of the command, for what is said. */
  name: string;
}

/** An env file that cannot be read or must not be; the message is one line. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
}

/**
 * The environment with what a `.env` file adds; what is set in the environment wins. Says in one line on standard error
 * what came from it, by name. `model`: only what is about Claude is taken, nothing from a file that git keeps (a
 * repository that is reviewed must not choose where our key is sent), and an address only together with a key.
 * Throws EnvFileError.
 */
export function withEnvFile(env: Env, { file, required, of, name }: EnvFile): Env {
  if (file === null) return env;
  const path = resolve(file);
  if (!required && lstatSync(path, { throwIfNoEntry: false }) === undefined) return env;
  const say = (text: string) => process.stderr.write(`nectr ${name}: ${text}\n`);
  if (of === 'model' && isTracked(path)) {
    say(`${file} is part of the repository: it was not read`);
    return env;
  }
  const values = withoutMixedKeys(parse(path, file), env);
  const read = of === 'all' ? values : modelVariables(values, env);
  const set = (key: string) => isSet(env, key);
  const [own, taken] = [Object.keys(read).filter(set), Object.keys(read).filter((key) => !set(key))];
  const rest = own.length === 0 ? '' : `; the environment wins for ${own.join(', ')}`;
  if (taken.length > 0 || own.length > 0) say(`read ${taken.join(', ') || 'nothing'} from ${file}${rest}`);
  return { ...env, ...Object.fromEntries(taken.map((key) => [key, read[key]])) };
}

function parse(path: string, file: string): Record<string, string> {
  try {
    const values = parseEnv(textOf(readSmallFile(path)));
    return Object.fromEntries(
      Object.entries(values).flatMap(([key, value]) =>
        value === undefined || value.trim() === '' ? [] : [[key, value]],
      ),
    );
  } catch (cause) {
    if (cause instanceof EnvFileError) throw new EnvFileError(`${file} ${cause.message}`);
    throw new EnvFileError(`${file} ${whyUnreadable(cause)}`, { cause });
  }
}

/** Without the mark that editors of Windows put before UTF-8: it would become a part of the first name. */
function textOf(text: string): string {
  if (text.includes('\0')) throw new EnvFileError('is no UTF-8, as PowerShell writes it: save it as UTF-8');
  return text.replace(/^\uFEFF/, '');
}

/** The parts of one access key come from one place. */
function withoutMixedKeys(read: Record<string, string>, env: Env): Record<string, string> {
  if (!OF_ONE_KEY.some((name) => isSet(env, name))) return read;
  return Object.fromEntries(Object.entries(read).filter(([name]) => !OF_ONE_KEY.includes(name)));
}

const OF_ONE_KEY = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** An address from the file gets no key of the environment or the machine: only one that stands in the file, too. */
function modelVariables(read: Record<string, string>, env: Env): Record<string, string> {
  const hasKey: Record<string, boolean> = {
    ANTHROPIC_BASE_URL: !isSet(env, 'ANTHROPIC_API_KEY'),
    ANTHROPIC_BEDROCK_BASE_URL: isSet(read, 'AWS_BEARER_TOKEN_BEDROCK') && !isSet(env, 'AWS_BEARER_TOKEN_BEDROCK'),
    ANTHROPIC_VERTEX_BASE_URL: false,
  };
  const taken = Object.entries(read).filter(([name]) => claudeVariableNames.includes(name) && hasKey[name] !== false);
  return Object.fromEntries(taken);
}

function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}
