import type { Subject } from './origin.js';

/** What a text must not hold; whoever takes it out may have taken out enough. */
const DANGEROUS: Readonly<Record<Subject, RegExp>> = {
  sql: /['"\\]/,
  shell: /[;&|`$'"\s]/,
  html: /[<>&"']/,
  archive: /\.\.|[/\\]/,
  path: /\.\.|[/\\]/,
  url: /[/:.]/,
  redirect: /[/:.]/,
  code: /[;('"`]/,
};

/** Whether `text`, which somebody takes out of a value, is something that must not be in it. */
export function isDangerous(text: string, subject: Subject): boolean {
  return DANGEROUS[subject].test(text);
}
