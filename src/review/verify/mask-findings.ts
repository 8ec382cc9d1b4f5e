import { storableText } from '../../words/storable-text.js';
import { maskSecrets } from '../analyzers/mask-secrets.js';
import { maskValues } from '../analyzers/mask-values.js';
import type { HeadTexts } from '../plan/head-texts.js';
import type { Finding } from '../types.js';

/**
 * Findings as they are compared, posted and stored: without credentials. Their quote is their line of the masked file,
 * because a line in the middle of a private key tells nothing by itself, with what the ledger can hold. They come file
 * by file, so that one file at a time is in memory. Identities were made from the true lines before, so that a new
 * credential on an old line is a new finding.
 */
export async function maskFindings(findings: readonly Finding[], texts: Pick<HeadTexts, 'read'>): Promise<Finding[]> {
  const masked: Finding[] = [];
  let last = { path: '', lines: [] as readonly string[] };
  for (const finding of findings) {
    const { path, side, line } = finding;
    if (last.path !== path) last = { path, lines: maskSecrets((await texts.read(path)) ?? '').split('\n') };
    const shown = side === 'RIGHT' ? last.lines[line - 1] : undefined;
    masked.push({ ...maskValues(finding), quote: storableText(shown ?? maskSecrets(finding.quote)) });
  }
  return masked;
}
