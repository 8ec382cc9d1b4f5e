import type { Facts } from '../variables.js';
import { interpolate, type Target } from './interpolate.js';
import { InterpolationError } from './interpolation-error.js';
import { LONGEST_OUTPUT } from './value-text.js';

const DEEPEST = 20;
/** Texts of one config together. */
const MOST_OUTPUT = 4 * LONGEST_OUTPUT;

/** Keys and indexes from the root of a config to a text in it. */
export type ConfigPath = readonly (string | number)[];

/**
 * A config with every text in it filled in; keys stay as they are. `targetOf` says what becomes of a text, null: it is
 * taken as it is; `mayHoldSecrets` where secrets may stand. Throws InterpolationError, whose message begins with the path of the text.
 */
export function interpolateConfig<T>(
  config: T,
  facts: Facts,
  targetOf: (path: ConfigPath) => Target | null,
  mayHoldSecrets: (path: ConfigPath) => boolean = () => false,
): T {
  let room = MOST_OUTPUT;
  const fill = (value: unknown, path: ConfigPath): unknown => {
    if (path.length > DEEPEST) throw new InterpolationError(`${nameOf(path)}: the config is nested too deep.`, 0);
    if (Array.isArray(value)) return value.map((element, index) => fill(element, [...path, index]));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, fill(element, [...path, key])]));
    const target = typeof value === 'string' ? targetOf(path) : null;
    if (target === null) return value;
    const filled = fillText(value as string, { facts, target, mayHoldSecrets: mayHoldSecrets(path) }, path);
    room -= filled.length;
    if (room < 0) throw new InterpolationError(`The texts become longer than ${MOST_OUTPUT} characters.`, 0);
    return filled;
  };
  return fill(config, []) as T;
}

function fillText(
  text: string,
  { facts, target, mayHoldSecrets }: { facts: Facts; target: Target; mayHoldSecrets: boolean },
  path: ConfigPath,
): string {
  try {
    return interpolate(text, facts, target, mayHoldSecrets);
  } catch (error) {
    if (!(error instanceof InterpolationError)) throw error;
    throw new InterpolationError(`${nameOf(path)}: ${error.message}`, error.position, { cause: error });
  }
}

function nameOf(path: ConfigPath): string {
  return (
    path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
      .join('')
      .replace(/^\./, '') || 'the config'
  );
}
