import type { Node } from 'web-tree-sitter';
import { languageOf, type Language } from '../../../syntax/language-of.js';
import { parseSource } from '../../../syntax/parse-source.js';
import type { Claim } from '../../types.js';
import { addedLines } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import { GO_RULES } from '../go/rules.js';
import { JS_RULES } from '../js/rules.js';
import { tryRule, type RuleFailure } from '../rule-failure.js';
import { PYTHON_RULES } from '../python/rules.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import type { AnalyzedFile, Match, RuleInfo, SyntaxRule } from '../types.js';

const RULES: Partial<Record<Language, readonly SyntaxRule[]>> = {
  typescript: JS_RULES,
  tsx: JS_RULES,
  javascript: JS_RULES,
  python: PYTHON_RULES,
  go: GO_RULES,
};

/** A construct that spans more lines than this is only reported where its first line was added. */
const LONGEST_CONSTRUCT = 12;

/**
 * Whether rules for syntax trees read a file of this name; test code is left alone, it does these things on purpose.
 */
export function hasSyntaxRules(path: string): boolean {
  const language = languageOf(path);
  return language !== null && RULES[language] !== undefined && !isTestPath(path);
}

/**
 * Dangerous constructs on added lines of `file`, found on its syntax tree. A rule that breaks is added to `failures`
 * and takes no other along. Throws what the parser throws.
 */
export async function analyzeSyntax(file: AnalyzedFile, failures: RuleFailure[]): Promise<Claim[]> {
  const language = languageOf(file.path);
  const rules = language && RULES[language];
  const added = addedLines(file);
  if (!rules || !hasSyntaxRules(file.path) || file.content === null || added.size === 0) return [];

  const source = { path: file.path, text: file.content };
  const tree = await parseSource(language, file.content);
  try {
    const byType = rulesByType(rules);
    const claims = new Map<string, Claim>();
    for (const node of tree.rootNode.descendantsOfType([...byType.keys()])) {
      const line = firstAddedLine(node, added);
      if (line === null) continue;
      for (const rule of byType.get(node.type) ?? []) {
        const key = `${rule.id}:${line}`;
        const known = claims.get(key);
        if (known && known.tier !== 'lead') continue;
        const matched = tryRule(rule.id, failures, () => rule.match(node, source), false);
        if (matched === false) continue;
        const info = asMatched(rule, matched === true ? {} : matched);
        if (known && info.tier === 'lead') continue;
        const about = matched === true || matched.value === undefined ? '' : `, for \`${matched.value}\``;
        const evidence = `Rule \`${rule.id}\` matched a \`${node.type}\` node of the parsed ${language} file${about}.`;
        claims.set(key, claimAt(info, file.path, line, added.get(line) ?? '', evidence));
      }
    }
    return [...claims.values()];
  } finally {
    tree.delete();
  }
}

function asMatched({ about, ...rule }: SyntaxRule, { value, tier, severity }: Match): RuleInfo {
  const title = value === undefined || about === undefined ? rule.title : about(`\`${value}\``);
  return { ...rule, title, ...(tier && { tier }), ...(severity && { severity }) };
}

function rulesByType(rules: readonly SyntaxRule[]): Map<string, SyntaxRule[]> {
  const byType = new Map<string, SyntaxRule[]>();
  for (const rule of rules) {
    for (const type of rule.nodes) byType.set(type, [...(byType.get(type) ?? []), rule]);
  }
  return byType;
}

function firstAddedLine(node: Node, added: ReadonlyMap<number, string>): number | null {
  const first = node.startPosition.row + 1;
  if (added.has(first)) return first;
  const last = node.endPosition.row + 1;
  if (last - first >= LONGEST_CONSTRUCT) return null;
  for (let line = first + 1; line <= last; line += 1) {
    if (added.has(line)) return line;
  }
  return null;
}
