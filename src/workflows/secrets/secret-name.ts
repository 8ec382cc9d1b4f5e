import { randomBytes } from 'node:crypto';

const NAME = '[A-Z][A-Z0-9_]{0,63}';
export const SECRET_NAME = new RegExp(`^${NAME}$`);
const REFERENCE = new RegExp(`^secrets\\.(${NAME})$`);
const WRITTEN = new RegExp(`\\$\\{\\{\\s*secrets\\.${NAME}\\s*\\}\\}`);

/** Stands for a secret from when a text is filled in until it is sent. Nobody else can write one: it is of this process. */
const NONCE = randomBytes(16).toString('hex');
const MARK = new RegExp(`nectr-${NONCE}:(${NAME});`, 'g');

/** The secret that an expression is, such as `secrets.DEPLOY_TOKEN`; null: it is another one. Pure. */
export function secretNamed(expression: string): string | null {
  return REFERENCE.exec(expression.trim())?.[1] ?? null;
}

/** What stands in a filled text for a secret. */
export function secretMark(name: string): string {
  return `nectr-${NONCE}:${name};`;
}

/** Whether a text holds a secret: as a person writes it, or filled in. */
export function holdsSecret(text: string): boolean {
  return WRITTEN.test(text) || text.search(MARK) !== -1;
}

/** The secrets that stand in a filled value, in its texts. */
export function marksIn(value: unknown): Set<string> {
  const names = new Set<string>();
  withMarks(value, (name) => {
    names.add(name);
    return '';
  });
  return names;
}

/** A copy of a value with each mark in its texts replaced. */
export function withMarks<T>(value: T, fill: (name: string) => string): T {
  const copy = (one: unknown): unknown => {
    if (typeof one === 'string') return one.replace(MARK, (_, name: string) => fill(name));
    if (Array.isArray(one)) return one.map(copy);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [key, copy(each)]));
  };
  return copy(value) as T;
}
