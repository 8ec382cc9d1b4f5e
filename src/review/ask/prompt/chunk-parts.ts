import { estimateTokens } from '../../../claude/estimate-tokens.js';
import type { ChangedFile, Claim, Lead, LedgerFinding } from '../../types.js';
import { capText } from './cap-text.js';
import { cutLine, diffText } from '../../verify/diff-text.js';
import type { Fence } from './fence.js';
import { PART_BUDGETS, type PartName, type PromptPart } from './prompt-part.js';

/** A piece of code beside the diff: an enclosing symbol, a definition, a list of callers. */
export interface Excerpt {
  path: string;
  startLine: number;
  /** Lines as they stand in the file. */
  text: string;
  /** Their numbers, where some in between are left out; absent: one after the other from `startLine`. */
  lines?: readonly number[];
}

export interface ChunkContext {
  files: readonly ChangedFile[];
  symbols: readonly Excerpt[];
  /** Constructor and fields of the types that are changed. */
  types: readonly Excerpt[];
  definitions: readonly Excerpt[];
  /** The other half of a pair, the same method of the same interface, the same name in a file beside it. */
  siblings: readonly Excerpt[];
  tests: readonly Excerpt[];
  callers: readonly Excerpt[];
  /** What was left out of the lists above, in words. */
  notShown: readonly string[];
  candidates: readonly Claim[];
  /** What was told of these files before. */
  earlier: readonly LedgerFinding[];
  /** Those of them whose code has changed since: an agent must judge them. */
  uncertain: readonly LedgerFinding[];
  /** What rules point at without proof: an agent must judge each. */
  leads: readonly NumberedLead[];
}

/** A lead with the handle by which it is judged, such as `L3`: of this review alone. */
export interface NumberedLead extends Lead {
  handle: string;
}

/** What one chunk of the change adds to the overview: its diff, the code around it, and what is known already. */
export function chunkParts(chunk: ChunkContext, fence: Fence): PromptPart[] {
  const { files, candidates, earlier, leads, notShown } = chunk;
  const parts: PromptPart[] = [
    {
      name: 'diff',
      text: `# The change\nNumbers: line in the old file, line in the new file.\n${files.map((file) => fence.data(file.path, diffText(file))).join('\n')}`,
    },
    ...excerpts('symbols', '# The functions around the changed lines, as they are now', chunk.symbols, fence),
    ...excerpts('types', '# Constructors and fields of the changed types', chunk.types, fence),
    ...excerpts('definitions', '# Definitions of what the changed functions use', chunk.definitions, fence),
    ...excerpts('siblings', '# What may have to agree with the change', chunk.siblings, fence),
    ...excerpts('tests', '# Tests that name what is changed', chunk.tests, fence),
    ...excerpts('callers', '# Where the changed symbols are used', chunk.callers, fence),
  ];
  if (notShown.length > 0) parts.push({ name: 'callers', text: `Not shown: ${notShown.join('; ')}.` });
  if (candidates.length > 0)
    parts.push({
      name: 'candidates',
      text: `# Already found by rules; they are posted anyway, do not report them again\n${known('rules', candidates, fence)}`,
    });
  if (leads.length > 0)
    parts.push({
      name: 'leads',
      text: `# Pointed at by rules and tools that prove nothing; they are posted only if you say so\n${fence.data('leads', capText(leads.map(leadLine).join('\n'), PART_BUDGETS.leads))}`,
    });
  if (earlier.length > 0)
    parts.push({
      name: 'earlier',
      text: `# Told in earlier rounds; do not report them again\n${known('earlier findings', earlier, fence)}`,
    });
  return parts;
}

/** Whole pieces as long as the budget lasts; one that does not fit is left out and counted. */
function excerpts(name: PartName, title: string, pieces: readonly Excerpt[], fence: Fence): PromptPart[] {
  const texts: string[] = [];
  let left: number = PART_BUDGETS[name];
  for (const piece of pieces) {
    const text = fence.data(`${piece.path}:${piece.startLine}`, numbered(piece));
    const tokens = estimateTokens(text);
    if (tokens > left) continue;
    left -= tokens;
    texts.push(text);
  }
  if (texts.length === 0) return [];
  const more = pieces.length - texts.length;
  return [{ name, text: [title, ...texts, ...(more > 0 ? [`(${more} more not shown)`] : [])].join('\n') }];
}

/** Lines with their numbers; what is left out between two is a line of its own. */
function numbered({ startLine, text, lines }: Excerpt): string {
  let last = (lines?.[0] ?? startLine) - 1;
  return text
    .split('\n')
    .map((line, index) => {
      const number = lines?.[index] ?? (lines === undefined ? startLine + index : null);
      const gap = number !== null && number > last + 1 ? '…\n' : '';
      last = number ?? last;
      return `${gap}${number === null ? '' : `${number}: `}${cutLine(line)}`;
    })
    .join('\n');
}

function leadLine({ handle, path, line, rule, title }: NumberedLead): string {
  return `- ${handle} ${path}:${line} ${rule}: ${title}`;
}

function known(label: string, findings: readonly (Claim | LedgerFinding)[], fence: Fence): string {
  const lines = findings.map((finding) => {
    const handle = 'handle' in finding ? `F${finding.handle} (${finding.state}) ` : '';
    return `- ${handle}${finding.path}:${finding.line} ${finding.title}`;
  });
  return fence.data(label, capText(lines.join('\n'), PART_BUDGETS.candidates));
}
