import { parentPort } from 'node:worker_threads';
import { grammarBytes } from '../../syntax/load-grammar.js';
import { measureFunctions, type MeasuredFunction, type MeasureRequest } from '../../syntax/measure-functions.js';
import { readSource, type ReadSource, type SourceRequest } from '../ask/code/read-source.js';
import { syntaxErrors, type LineRange, type SyntaxErrorsRequest } from '../../syntax/syntax-errors.js';
import type { Claim } from '../types.js';
import { parseReport } from '../coverage/read-coverage.js';
import type { FileCoverage } from '../coverage/types.js';
import { cutByRule, type CutClaims } from '../verify/keep-claims.js';
import { layoutProblem, type LayoutRequest } from '../verify/layout/layout-problem.js';
import type { RootManifest } from './dependencies/workspace-roots.js';
import { unpackFile, type PackedFile } from './pack-file.js';
import type { RuleFailure } from './rule-failure.js';
import { runChangeAnalyzers, runFileRules, type RuleResult } from './run-analyzers.js';
import { analyzeSecrets } from './secrets/analyze-secrets.js';

/**
 * What a thread is asked: to look for secrets in one file, to run the rules on it, or on the change as a whole; to read,
 * to measure or to test the syntax of a text, what a coverage report says, or what a replacement does to a layout. Secrets
 * go apart: they need no parser, and nothing that befalls one may lose them.
 */
export type WorkerRequest =
  | { kind: 'secrets'; file: PackedFile }
  | { kind: 'file'; file: PackedFile }
  | { kind: 'change'; files: PackedFile[]; snapshotPaths: string; roots: RootManifest[] }
  | { kind: 'outline'; path: string; source: SourceRequest }
  | { kind: 'measure'; path: string; source: MeasureRequest }
  | { kind: 'coverage'; path: string; text: string; names: readonly string[] }
  | { kind: 'syntax'; path: string; source: SyntaxErrorsRequest }
  | { kind: 'layout'; path: string; source: LayoutRequest };
/** `ready` comes once, before the first request is sent. */
export type WorkerAnswer =
  | { kind: 'ready' }
  | ({ kind: 'claims'; claims: Claim[]; cut: CutClaims[]; failures: RuleFailure[] } & Used)
  | ({ kind: 'outline' } & ReadSource & Used)
  | ({ kind: 'measure'; functions: MeasuredFunction[] } & Used)
  | ({ kind: 'coverage'; read: FileCoverage[] | { reason: string } } & Used)
  | ({ kind: 'syntax'; errors: LineRange[] } & Used)
  | ({ kind: 'layout'; problem: string | null } & Used)
  | ({ kind: 'failed'; reason: string } & Used);

/** Bytes that the parsers of this thread have taken; they are never given back. */
interface Used {
  bytes?: number;
}

parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage({ ...message, bytes: grammarBytes() }));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    switch (request.kind) {
      case 'secrets':
        return told({ claims: analyzeSecrets(unpackFile(request.file, [])), failures: [] });
      case 'file':
        return told(await runFileRules(unpackFile(request.file, [])));
      case 'change': {
        const paths = request.snapshotPaths.split('\0');
        const files = request.files.map((file) => unpackFile(file, paths));
        return told(runChangeAnalyzers({ files, roots: request.roots }));
      }
      case 'outline':
        return { kind: 'outline', ...(await readSource(request.path, request.source)) };
      case 'measure':
        return { kind: 'measure', functions: await measureFunctions(request.source) };
      case 'coverage':
        return { kind: 'coverage', read: parseReport(request.text, request.names) };
      case 'syntax':
        return { kind: 'syntax', errors: await syntaxErrors(request.source) };
      case 'layout':
        return { kind: 'layout', problem: layoutProblem(request.source) };
    }
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function told({ claims, failures }: RuleResult): WorkerAnswer {
  return { kind: 'claims', ...cutByRule(claims), failures };
}
