import { languageOf } from '../../../syntax/language-of.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import type { SymbolNode } from '../../types.js';
import { faceOf, type Face } from '../face-of.js';
import { openFactsReader } from '../facts/facts-reader.js';
import { createModules } from '../modules/create-modules.js';
import { mentioning, namesThrough } from '../names-through.js';
import { createRepositoryResolver, joinResolutions, type Resolution } from '../resolve-repository.js';
import { symbolNodes } from '../symbol-nodes.js';
import type { SymbolRequest } from './requests.js';

export interface OpenRepository {
  symbols(paths: readonly string[]): SymbolNode[];
  faces(paths: readonly string[]): Map<string, Face>;
  mentioning(paths: readonly string[], names: ReadonlySet<string>): { paths: string[]; names: string[] };
  resolve(paths: readonly string[]): { resolution: Resolution; missing: string[] };
  close(): void;
}

/** A repository as far as its facts file tells. Throws what the disk throws. */
export function openRepository({
  facts,
  paths,
  manifests,
}: Pick<Extract<SymbolRequest, { kind: 'open' }>, 'facts' | 'paths' | 'manifests'>): OpenRepository {
  const reader = openFactsReader(facts);
  const all = new Set(paths === '' ? [] : paths.split('\0'));
  const missing = new Set<string>();
  const declarations = (path: string) => {
    const found = reader.declarations(path);
    if (found === null && all.has(path) && languageOf(path) !== null) missing.add(path);
    return found;
  };
  const files = { paths: all, manifests: new Map(manifests), isTest: isTestPath, declarations };
  const modules = createModules(all, files.manifests);
  let resolveFile = createRepositoryResolver(files, modules);
  return {
    symbols(wanted) {
      reader.catchUp();
      return wanted.flatMap((path) => {
        const known = reader.facts(path);
        return known ? symbolNodes(known) : [];
      });
    },
    faces(wanted) {
      reader.catchUp();
      return new Map(
        wanted.flatMap((path) => {
          const known = reader.declarations(path);
          return known ? [[path, faceOf(known)] as const] : [];
        }),
      );
    },
    mentioning(wanted, names) {
      reader.catchUp();
      const mentions = mentioning(names);
      const found = wanted.filter((path) => {
        const text = reader.text(path);
        return text === null || mentions(text);
      });
      const through = found.flatMap((path) => {
        const known = reader.declarations(path);
        return known ? namesThrough(faceOf(known), names) : [];
      });
      return { paths: found, names: [...new Set(through)] };
    },
    resolve(wanted) {
      reader.catchUp();
      missing.clear();
      const resolutions = wanted.flatMap((path) => {
        const known = reader.facts(path);
        return known ? [resolveFile(known)] : [];
      });
      // What was not found must not stay so.
      if (missing.size > 0) resolveFile = createRepositoryResolver(files, modules);
      return { resolution: joinResolutions(resolutions), missing: [...missing] };
    },
    close: () => reader.close(),
  };
}
