import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { details } from '../../markdown/details.js';
import { inertBold, inertText } from '../../markdown/inert.js';
import { languageOf } from '../../syntax/language-of.js';
import { isFromModel } from '../ask/merge-claims.js';
import { severityMark } from './severity-mark.js';
import type { Finding } from '../types.js';

/** Of a quoted line, what is shown. */
const LONGEST_QUOTE = 500;

/**
 * Markdown of one finding's inline comment, without the hidden marker. Whatever is not ours is made inert in its own place;
 * `clean` masks secrets in it.
 */
export function renderInlineComment(finding: Finding & { handle: number }, clean: (text: string) => string): string {
  const where = finding.startLine === null ? `line ${finding.line}` : `lines ${finding.startLine}-${finding.line}`;
  return [
    `${severityMark[finding.severity]} **${finding.severity}** · ${finding.category} · F${finding.handle}`,
    inertBold(finding.title, clean),
    inertText(finding.body, clean),
    details('How this was verified', verified(finding, where, clean)),
    details('Prompt for a coding agent', codeFence(clean(promptOf(finding, where)), 'text')),
    `<sub>Not right? Reply with the reason, or \`/nectr dismiss F${finding.handle}\`.</sub>`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What was compared with what: the line as it stands in the head, the rule if one found it, the suggestion if one is offered. */
function verified(finding: Finding, where: string, clean: (text: string) => string): string {
  const found = isFromModel(finding)
    ? `Claude quoted ${where}; the head has the same text there`
    : `Rule ${codeSpan(finding.rule)} matched ${where}, which in the head is`;
  const quoted =
    finding.quote.trim() === '' ? '' : `\n\n${codeFence(clean(finding.quote.trim().slice(0, LONGEST_QUOTE)), 'text')}`;
  // Where there is no grammar nothing was parsed.
  const parses = languageOf(finding.path) === null ? '' : ', which still parses';
  const tested = finding.suggestion === null ? '' : `\n\nThe suggestion was applied to the file${parses}.`;
  return `${inertText(finding.evidence, clean)}\n\n${found}${quoted === '' ? '.' : `:${quoted}`}${tested}`;
}

/** The remedy in the words of the kind: a leaked key is revoked, a document has no test. */
function promptOf({ path, title, body, category, rule }: Finding, where: string): string {
  const remedy = rule.startsWith('secrets/')
    ? 'Remove the value and read it from the environment; it has to be revoked in any case.'
    : category === 'tests' || category === 'dependencies' || category === 'workflow' || isDocument(path)
      ? 'Mend this with the smallest change.'
      : 'Fix this with the smallest change and add a test that fails without it.';
  return `In ${path}, ${where}: ${title}. ${body} ${remedy}`;
}

function isDocument(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt)$/i.test(path);
}
