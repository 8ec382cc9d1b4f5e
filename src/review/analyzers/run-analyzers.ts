import type { Claim } from '../types.js';
import { analyzeDependencies } from './dependencies/analyze-dependencies.js';
import { analyzeSecrets } from './secrets/analyze-secrets.js';
import { analyzeSyntax } from './syntax/analyze-syntax.js';
import { analyzeTests, findSwitchedOff } from './tests/analyze-tests.js';
import type { AnalyzedFile, AnalyzerInput } from './types.js';
import { analyzeWorkflow } from './workflow/analyze-workflow.js';

/** All analyzers over a change, in this thread. Claims come file by file, then those about the change as a whole. */
export async function runAnalyzers(input: AnalyzerInput): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const file of input.files) claims.push(...(await runFileAnalyzers(file)));
  return [...claims, ...runChangeAnalyzers(input)];
}

/** The analyzers that need one file only. */
export async function runFileAnalyzers(file: AnalyzedFile): Promise<Claim[]> {
  return [...analyzeSecrets(file), ...(await analyzeSyntax(file)), ...analyzeWorkflow(file), ...findSwitchedOff(file)];
}

/** The analyzers that compare files of a change with each other. */
export function runChangeAnalyzers(input: AnalyzerInput): Claim[] {
  return [...analyzeDependencies(input), ...analyzeTests(input)];
}
