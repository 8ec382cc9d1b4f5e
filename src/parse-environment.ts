import type { z } from 'zod';
import { withoutOtherProviders } from './claude-config.js';
import { foundValue } from './found-value.js';
import { isSecretVariable } from './secret-variables.js';
import { whyNoValue } from './why-no-value.js';
import { nearest } from './words/nearest.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What is wrong with the value of one variable; the text names the variable, and says how to mend it. */
export interface VariableProblem {
  name: string;
  text: string;
}

/**
 * The variables of a schema; those with a problem are unset in it, so that all that is wrong with the others can be told
 * in the same pass. Empty variables count as unset; what is no value is told before anything else is said of it.
 */
export function parseEnvironment<S extends z.ZodObject>(
  schema: S,
  env: Env,
): { values: z.output<S>; problems: VariableProblem[] } {
  const given = withoutOtherProviders(withoutEmpty(env));
  const noValues = Object.keys(schema.shape).flatMap((name) => {
    const reason = whyNoValue(given[name] ?? '', { secret: isSecretVariable(name), quoted: name === 'PRIVATE_KEY' });
    return reason === null ? [] : [{ name, text: `${name} ${reason}` }];
  });
  const { error } = schema.safeParse(given);
  const problems = new Map(noValues.map((problem) => [problem.name, problem]));
  for (const { path, message } of error?.issues ?? []) {
    const name = String(path[0]);
    const found = foundValue(name, given[name] ?? '', message);
    if (!problems.has(name)) problems.set(name, { name, text: `${name} ${withFound(message, found)}` });
  }
  const good = Object.fromEntries(Object.entries(given).filter(([name]) => !problems.has(name)));
  return { values: schema.parse(good), problems: [...problems.values()] };
}

/** The variables that have a value. */
export function withoutEmpty(env: Env): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

/**
 * Lines about variables that are missing, without those that are there and wrong, and with what somebody may have written
 * in place of them.
 */
export function missingLines(lines: readonly string[], wrong: readonly VariableProblem[], env: Env, known: object) {
  const others = Object.keys(withoutEmpty(env)).filter((name) => !(name in known));
  return lines.flatMap((line) => {
    const [, name] = /^([A-Z][A-Z0-9_]+) is missing/.exec(line) ?? [];
    if (name === undefined) return [line];
    if (wrong.some((problem) => problem.name === name)) return [];
    const meant = others.length === 0 ? null : nearest(name, others);
    return [meant === null ? line : `${line} (is ${meant} meant to be it?)`];
  });
}

/** What was found stands behind what it must be, before the reason for it. */
function withFound(message: string, found: string): string {
  const [, must = message, why = ''] = /^(must [^:]*(?::\/\/[^:]*)*)(: .*)?$/.exec(message) ?? [];
  return `${must}${found}${why}`;
}
