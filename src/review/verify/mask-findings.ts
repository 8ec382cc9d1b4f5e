import { maskSecrets } from '../analyzers/mask-secrets.js';
import { maskValues } from '../analyzers/mask-values.js';
import type { Finding } from '../types.js';

/**
 * Findings as they are compared, posted and stored: without credentials. Their quote is their line of the masked file,
 * because a line in the middle of a private key tells nothing by itself. `contents`: texts at the head, by path.
 * Identities were made from the true lines before, so that a new credential on an old line is a new finding.
 */
export function maskFindings(findings: readonly Finding[], contents: ReadonlyMap<string, string>): Finding[] {
  const masked = new Map<string, string[]>();
  const linesOf = (path: string): string[] | undefined => {
    const text = contents.get(path);
    if (!masked.has(path) && text !== undefined) masked.set(path, maskSecrets(text).split('\n'));
    return masked.get(path);
  };
  return findings.map((finding) => {
    const line = finding.side === 'RIGHT' ? linesOf(finding.path)?.[finding.line - 1] : undefined;
    return { ...maskValues(finding), quote: line ?? maskSecrets(finding.quote) };
  });
}
