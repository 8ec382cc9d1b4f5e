import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { details } from '../../markdown/details.js';
import { inertBold, inertText } from '../../markdown/inert.js';
import { severityMark } from './severity-mark.js';
import type { Finding } from '../types.js';

/**
 * Markdown of one finding's inline comment, without the hidden marker. Whatever is not ours is made inert in its own place;
 * `clean` masks secrets in it.
 */
export function renderInlineComment(finding: Finding & { handle: number }, clean: (text: string) => string): string {
  const where = finding.startLine === null ? `line ${finding.line}` : `lines ${finding.startLine}-${finding.line}`;
  const rule = `Rule ${codeSpan(finding.rule)}; the quoted line stands in the head at ${where}.${tested(finding)}`;
  const prompt = `In ${finding.path}, ${where}: ${finding.title}. ${finding.body} Fix this with the smallest change and add a test that fails without it.`;
  return [
    `${severityMark[finding.severity]} **${finding.severity}** · ${finding.category} · F${finding.handle}`,
    inertBold(finding.title, clean),
    inertText(finding.body, clean),
    details('How this was verified', `${inertText(finding.evidence, clean)}\n\n${rule}`),
    details('Prompt for a coding agent', codeFence(clean(prompt), 'text')),
  ].join('\n\n');
}

function tested({ suggestion }: Finding): string {
  return suggestion === null ? '' : ' The suggestion was applied and parses.';
}
