import type { UndoneFix } from './types.js';

/**
 * What is known of a change that fixed something, after its name: `, which closed #97` only where the issue is known.
 * `nameOf` writes the issue. Pure.
 */
export function closedText(
  { issue }: Pick<UndoneFix, 'issue'>,
  nameOf: (number: number) => string = (number) => `#${number}`,
): string {
  if (issue === null) return ', a fix by its title';
  return `, which ${issue.isBug ? 'closed' : 'says that it closes'} ${nameOf(issue.number)}`;
}
