import type { Claim } from '../types.js';
import { analyzeDependencies } from './dependencies/analyze-dependencies.js';
import { tryRule, type RuleFailure } from './rule-failure.js';
import { analyzeSecrets } from './secrets/analyze-secrets.js';
import { analyzeSyntax, hasSyntaxRules } from './syntax/analyze-syntax.js';
import { analyzeTests, findSwitchedOff } from './tests/analyze-tests.js';
import { isTestPath } from '../../syntax/paths/test-path.js';
import type { AnalyzedFile, AnalyzerInput } from './types.js';
import { analyzeWorkflow, isWorkflowPath } from './workflow/analyze-workflow.js';

/** What the rules say, and which of them broke on the way. */
export interface RuleResult {
  claims: Claim[];
  failures: RuleFailure[];
}

/** The analyzers that need one file only, in this thread. */
export async function runFileAnalyzers(file: AnalyzedFile): Promise<Claim[]> {
  return [...analyzeSecrets(file), ...(await runFileRules(file)).claims];
}

/** Whether any rule beside those for secrets reads a file of this name. */
export function hasFileRules(path: string): boolean {
  return hasSyntaxRules(path) || isWorkflowPath(path) || isTestPath(path);
}

/** All rules on one file but those for secrets. Throws what the parser throws. */
export async function runFileRules(file: AnalyzedFile): Promise<RuleResult> {
  const failures: RuleFailure[] = [];
  const workflow = tryRule('workflow', failures, () => analyzeWorkflow(file), []);
  const switchedOff = tryRule('tests', failures, () => findSwitchedOff(file), []);
  return { claims: [...(await analyzeSyntax(file, failures)), ...workflow, ...switchedOff], failures };
}

/** The analyzers that compare files of a change with each other. */
export function runChangeAnalyzers(input: AnalyzerInput): RuleResult {
  const failures: RuleFailure[] = [];
  const dependencies = tryRule('dependencies', failures, () => analyzeDependencies(input), []);
  return { claims: [...dependencies, ...tryRule('tests', failures, () => analyzeTests(input), [])], failures };
}
