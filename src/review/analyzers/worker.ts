import { parentPort } from 'node:worker_threads';
import { outlineSource, type Outline, type OutlineRequest } from '../../syntax/outline-source.js';
import { syntaxErrors, type LineRange, type SyntaxErrorsRequest } from '../../syntax/syntax-errors.js';
import type { Claim } from '../types.js';
import { cutByRule, type CutClaims } from '../verify/keep-claims.js';
import { unpackFile, type PackedFile } from './pack-file.js';
import { runChangeAnalyzers, runFileAnalyzers } from './run-analyzers.js';

/** What a worker thread is asked: to analyse one file, or the change as a whole; to read or to test the syntax of a text. */
export type WorkerRequest =
  | { kind: 'file'; file: PackedFile }
  | { kind: 'change'; files: PackedFile[]; snapshotPaths: string }
  | { kind: 'outline'; source: OutlineRequest }
  | { kind: 'syntax'; source: SyntaxErrorsRequest };
/** `ready` comes once, before the first request is sent. */
export type WorkerAnswer =
  | { kind: 'ready' }
  | { kind: 'claims'; claims: Claim[]; cut: CutClaims[] }
  | { kind: 'outline'; outline: Outline }
  | { kind: 'syntax'; errors: LineRange[] }
  | { kind: 'failed'; reason: string };

parentPort?.on('message', (request: WorkerRequest) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});
parentPort?.postMessage({ kind: 'ready' } satisfies WorkerAnswer);

async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
  try {
    switch (request.kind) {
      case 'file':
        return { kind: 'claims', ...cutByRule(await runFileAnalyzers(unpackFile(request.file, []))) };
      case 'change': {
        const paths = request.snapshotPaths.split('\0');
        const files = request.files.map((file) => unpackFile(file, paths));
        return { kind: 'claims', ...cutByRule(runChangeAnalyzers({ files })) };
      }
      case 'outline':
        return { kind: 'outline', outline: await outlineSource(request.source) };
      case 'syntax':
        return { kind: 'syntax', errors: await syntaxErrors(request.source) };
    }
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
