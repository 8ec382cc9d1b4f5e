import { codeFence, codeSpan } from '../../markdown/code-text.js';
import { details } from '../../markdown/details.js';
import { inertBold, inertText } from '../../markdown/inert.js';
import { languageOf } from '../../syntax/language-of.js';
import { cutText } from '../../words/cut-text.js';
import { layoutLanguageOf } from '../verify/layout/layout-problem.js';
import { isFromModel } from '../ask/merge-claims.js';
import { severityMark } from './severity-mark.js';
import type { Finding } from '../types.js';

/** Of a quoted line, what is shown. */
const LONGEST_QUOTE = 500;

/**
 * Markdown of one finding's inline comment, without the hidden marker. Whatever is not ours is made inert in its own
 * place; `clean` masks secrets in it. `withPrompt`: false where text in the change speaks to a model, which a prompt
 * made of what was read could hand on to the next one.
 */
export function renderInlineComment(
  finding: Finding & { handle: number },
  clean: (text: string) => string,
  { withPrompt }: { withPrompt: boolean },
): string {
  const where = finding.startLine === null ? `line ${finding.line}` : `lines ${finding.startLine}-${finding.line}`;
  return [
    `${severityMark[finding.severity]} **${finding.severity}** · ${finding.category} · F${finding.handle}`,
    inertBold(finding.title, clean),
    inertText(finding.body, clean),
    ...(finding.remedy === undefined
      ? []
      : [details('The change that mends it, in several places', codeFence(clean(finding.remedy), 'diff'))]),
    details('How this was verified', verified(finding, clean)),
    // A fact of the past is nothing that an agent could mend.
    withPrompt && !finding.rule.startsWith('history/')
      ? details('Prompt for a coding agent', codeFence(clean(promptOf(finding, where)), 'text'))
      : '',
    `<sub>Not right? Reply with the reason, or \`/nectr dismiss F${finding.handle} not a bug\`.</sub>`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * What was compared with what: the line as it stands in the head, the rule if one found it, the suggestion if one is
 * offered.
 */
function verified(finding: Finding, clean: (text: string) => string): string {
  // The evidence tells of a rule what it saw.
  const told = finding.evidence.includes(finding.rule);
  const by = isFromModel(finding) ? ['Quoted by Claude'] : told ? [] : [`Rule ${codeSpan(finding.rule)}`];
  const place = `${by.length > 0 ? 'line' : 'Line'} ${finding.line} in the head`;
  const quoted =
    finding.quote.trim() === '' ? '' : `\n\n${codeFence(cutText(clean(finding.quote.trim()), LONGEST_QUOTE), 'text')}`;
  // Where there is no grammar nothing was parsed.
  const isParsed = languageOf(finding.path) !== null || layoutLanguageOf(finding.path) !== null;
  const parses = isParsed ? ', which still parses' : '';
  const tested = offered(finding) === null ? '' : `\n\nThe ${offered(finding)} was applied to the file${parses}.`;
  return `${inertText(finding.evidence, clean)}\n\n${[...by, place].join(' · ')}${quoted === '' ? '' : `:${quoted}`}${tested}`;
}

function offered({ suggestion, remedy }: Finding): 'suggestion' | 'change' | null {
  if (suggestion !== null) return 'suggestion';
  return remedy === undefined ? null : 'change';
}

/** Where the body says all that is to be done, or there is nothing to test, no test is asked for. */
function promptOf({ path, title, body, category, rule }: Finding, where: string): string {
  const isTestable =
    !rule.startsWith('secrets/') && !['tests', 'dependencies', 'workflow'].includes(category) && !isDocument(path);
  const test = isTestable ? ' and add a test that fails without it' : '';
  return `In ${path}, ${where}: ${title}. ${body} Fix this with the smallest change${test}.`;
}

function isDocument(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc|txt)$/i.test(path);
}
