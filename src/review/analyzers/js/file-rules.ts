import type { Node } from 'web-tree-sitter';
import { perNode } from '../remember.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, literalOf, propertyOf, calledBy } from './calls.js';
import { isResponse } from './handlers.js';
import { chainOf } from './values/chain.js';
import { guardOf } from './values/guards.js';
import { givensAt } from './values/givens.js';
import { bindingAt, namesOf } from './values/names-of.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { matchJudged, worstPiece } from './values/worst-piece.js';

const FILE_MODULE = /^(?:fs|fs-extra|graceful-fs|fsp|fsPromises|mz\/fs|Deno|Bun|jsonfile)\.(\w+)$/;
const READS_OR_WRITES =
  /^(?:readFile|createReadStream|writeFile|createWriteStream|unlink|rm|rmdir|readdir|opendir|appendFile|open|truncate|copyFile|copy|cp|rename|move|mkdir|mkdirp|outputFile|outputJson|readJson|readJSON|writeJson|writeJSON|remove|ensureDir|ensureFile|emptyDir|readTextFile|writeTextFile|file|write|symlink|link|chmod)(?:Sync)?$/;
const TWO_PATHS = /^(?:copyFile|copy|cp|rename|move|symlink|link)(?:Sync)?$/;
const WRITES =
  /^(?:createWriteStream|writeFile|outputFile|mkdir|mkdirp|ensureDir|ensureFile|writeTextFile|open|symlink|link)(?:Sync)?$/;
const ARCHIVE =
  /^(?:unzipper|unzip|unzip-stream|yauzl|yauzl-promise|adm-zip|jszip|tar|tar-stream|tar-fs|node-stream-zip|decompress|node-unrar-js|seek-bzip)$/;
const ENTRY_NAME = /^(?:path|fileName|filename|entryName|name|linkname)$/;

/** Values that become a path. Source: OWASP Top 10, A01. */
export const JS_FILE_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/path-traversal',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Path traversal: the request chooses the file',
    about: (value) => `Path traversal: ${value} chooses the file`,
    body: 'A value such as `../../etc/passwd` leaves the intended folder, so a client can reach any file of the process. Resolve the path and check that it still lies inside the folder, or look the name up in a list.',
    nodes: ['call_expression'],
    match: (call) => {
      const worst = worstPiece(pathsOf(call), 'path');
      return worst !== null && (worst.kind === 'request' || worst.kind === 'derived') && matchJudged(worst);
    },
  },
  {
    id: 'js/zip-slip',
    severity: 'must-fix',
    category: 'security',
    title: 'Zip slip: the archive chooses where its files are written',
    body: 'An entry called `../../.ssh/authorized_keys` is written outside the folder, over files of the server. Resolve the path of each entry and refuse what does not lie inside the folder.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = FILE_MODULE.exec(originOf(calledBy(call)) ?? '')?.[1] ?? '';
      const [path] = argumentsOf(call);
      return path !== undefined && WRITES.test(name) && readsArchives(call.tree.rootNode) && holdsEntryName(path, 8);
    },
  },
];

/** The paths that a call reads or writes. */
function pathsOf(call: Node): Node[] {
  const callee = calledBy(call);
  const args = argumentsOf(call);
  const [first, second] = args;
  const name = FILE_MODULE.exec(originOf(callee) ?? '')?.[1];
  if (name !== undefined) {
    if (!READS_OR_WRITES.test(name)) return [];
    return [first, TWO_PATHS.test(name) ? second : undefined].filter((path) => path !== undefined);
  }
  const method = callee?.childForFieldName('property')?.text ?? '';
  if (!/^(?:sendFile|sendfile|download)$/.test(method) || !isResponse(callee?.childForFieldName('object') ?? null))
    return [];
  return first && !args.some((arg) => propertyOf(objectOf(arg), 'root')) ? [first] : [];
}

const readsArchives = perNode(
  (root: Node): boolean =>
    root.namedChildren.some((statement) => {
      if (statement.type === 'import_statement')
        return ARCHIVE.test(literalOf(statement.childForFieldName('source')) ?? '');
      return false;
    }) ||
    (namesOf(root).calls.get('require') ?? []).some((call) => ARCHIVE.test(literalOf(argumentsOf(call)[0]) ?? '')),
);

/**
 * Whether the name of an entry, which a callback or a loop hands out, is part of `node`, and no check stands before it.
 */
function holdsEntryName(node: Node, depth: number): boolean {
  const value = bare(node);
  if (depth <= 0 || guardOf(value, 'path') !== null) return false;
  const inner = (parts: readonly Node[]) => parts.some((part) => holdsEntryName(part, depth - 1));
  if (value.type === 'member_expression') {
    const property = value.childForFieldName('property')?.text ?? '';
    const root = chainOf(value)?.root;
    const isHandedOut = root?.kind === 'parameter' || root?.gives.some(({ path }) => path[0] === '[]') === true;
    return ENTRY_NAME.test(property) && isHandedOut;
  }
  if (value.type === 'identifier') {
    const binding = bindingAt(value);
    if (binding?.kind !== 'variable') return false;
    return givensAt(binding, value).some((given) =>
      given.path.length === 0
        ? holdsEntryName(given.value, depth - 1)
        : ENTRY_NAME.test(given.path.at(-1) ?? '') && chainOf(given.value)?.root?.kind === 'parameter',
    );
  }
  if (value.type === 'template_string' || value.type === 'binary_expression')
    return inner(
      value.namedChildren.flatMap((child) => (child.type === 'template_substitution' ? child.namedChildren : [child])),
    );
  if (value.type !== 'call_expression') return false;
  return (
    /^path\.(?:posix\.)?(?:join|resolve|normalize|dirname)$/.test(originOf(calledBy(value)) ?? '') &&
    inner(argumentsOf(value))
  );
}
