import { parentPort } from 'node:worker_threads';
import { grammarBytes } from '../../../syntax/load-grammar.js';
import { contractDiff } from '../contract-diff.js';
import { extractFile } from '../extract-file.js';
import { packFacts } from '../facts/pack-facts.js';
import { symbolNodes } from '../symbol-nodes.js';
import { openRepository, type OpenRepository } from './open-repository.js';
import type { ExtractedFile, SourceFile, SymbolAnswer, SymbolRequest } from './requests.js';

/** The symbol thread: it reads files and resolves what they use, a request after the other. */
const repositories = new Map<string, OpenRepository>();
const decoder = new TextDecoder();

parentPort?.on('message', (request: SymbolRequest) => {
  void answer(request).then((message) =>
    parentPort?.postMessage({ ...message, bytes: grammarBytes() }, buffersOf(message)),
  );
});
parentPort?.postMessage({ kind: 'ready' } satisfies SymbolAnswer);

async function answer(request: SymbolRequest): Promise<SymbolAnswer> {
  try {
    switch (request.kind) {
      case 'extract': {
        const files: ExtractedFile[] = [];
        for (const file of request.files) files.push(await extract(file));
        return { kind: 'extracted', files };
      }
      case 'contracts': {
        const [before, after] = [await factsOf(request.before), await factsOf(request.after)];
        return { kind: 'compared', changes: contractDiff(before, after) };
      }
      case 'open':
        repositories.get(request.repository)?.close();
        repositories.set(request.repository, openRepository(request));
        return { kind: 'opened' };
      case 'close':
        repositories.get(request.repository)?.close();
        repositories.delete(request.repository);
        return { kind: 'closed' };
      case 'recall': {
        const symbols = repositories.get(request.repository)?.symbols(request.paths);
        return symbols ? { kind: 'recalled', symbols } : { kind: 'unknown' };
      }
      case 'faces': {
        const faces = repositories.get(request.repository)?.faces(request.paths);
        return faces ? { kind: 'faced', faces } : { kind: 'unknown' };
      }
      case 'mentioning': {
        const found = repositories.get(request.repository)?.mentioning(request.paths, new Set(request.names));
        return found ? { kind: 'mentioned', ...found } : { kind: 'unknown' };
      }
      case 'resolve': {
        const found = repositories.get(request.repository)?.resolve(request.paths);
        return found ? { kind: 'resolved', ...found } : { kind: 'unknown' };
      }
    }
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function extract(file: SourceFile): Promise<ExtractedFile> {
  const facts = await factsOf(file);
  return { path: file.path, symbols: symbolNodes(facts), ...packFacts(facts) };
}

function factsOf({ path, language, bytes }: SourceFile): ReturnType<typeof extractFile> {
  return extractFile(path, language, decoder.decode(bytes));
}

/** They go over instead of being copied. */
function buffersOf(message: SymbolAnswer): ArrayBuffer[] {
  if (message.kind !== 'extracted') return [];
  return message.files.flatMap(({ declarations, uses }) => [declarations.buffer, uses.buffer]);
}
