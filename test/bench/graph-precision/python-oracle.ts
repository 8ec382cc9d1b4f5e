import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Site } from './judge.js';
import { openLanguageClient, type LanguageClient } from './language-client.js';
import type { Target } from './sites.js';

interface Place {
  /** 1-based; the column in UTF-16, from 0. */
  line: number;
  column: number;
}
interface Call {
  line: number;
  name: string;
  at: Place;
  isMember: boolean;
  /** What stands before the last dot, if it has a name. */
  of: Place | null;
  /** Lines of the functions around, the innermost last. */
  within: number[];
}
interface Definition {
  line: number;
  name: string;
  kind: 'function' | 'class' | 'variable';
}
interface Read {
  calls: Call[];
  definitions: Definition[];
}
interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}
interface Location {
  uri: string;
  range: Range;
}

const CALLS = new URL('python-calls.py', import.meta.url).pathname;
/** Pyright takes requests of one document only as fast as it answers. */
const AT_ONCE = 50;

/**
 * Every call of a name in the files and where Pyright says it leads; the calls themselves are found by Python's parser.
 */
export async function pythonSites(cache: string, root: string, paths: readonly string[]): Promise<Site[]> {
  const output = execFileSync('python3', [CALLS, root], { input: JSON.stringify(paths), maxBuffer: 2 ** 29 });
  const read = JSON.parse(output.toString()) as Record<string, Read>;
  const server = join(cache, 'node_modules/pyright/langserver.index.js');
  // What is for another system is code too.
  const include = [...new Set(paths.map((path) => path.split('/')[0]))];
  writeFileSync(join(root, 'pyrightconfig.json'), JSON.stringify({ include, pythonPlatform: 'All' }));
  const analysis = { diagnosticMode: 'openFilesOnly', typeCheckingMode: 'off', useLibraryCodeForTypes: true };
  const settings = { python: { analysis }, 'python.analysis': analysis };
  const client = await openLanguageClient([process.execPath, server, '--stdio'], root, settings);
  try {
    const sites: Site[] = [];
    for (const path of paths) sites.push(...(await sitesOf(client, root, path, read)));
    return sites;
  } finally {
    await client.close();
  }
}

async function sitesOf(
  client: LanguageClient,
  root: string,
  path: string,
  read: Readonly<Record<string, Read>>,
): Promise<Site[]> {
  const uri = pathToFileURL(join(root, path)).href;
  const text = readFileSync(join(root, path), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } });
  const ask = async (method: string, { line, column }: Place) => {
    const position = { line: line - 1, character: column };
    const answer = await client.request(`textDocument/${method}`, { textDocument: { uri }, position });
    return (Array.isArray(answer) ? answer : answer ? [answer] : []) as Location[];
  };
  const within = (location: Location) => read[relative(root, fileURLToPath(location.uri))];
  const found = (location: Location): (Target & { kind: Definition['kind'] })[] => {
    const target = relative(root, fileURLToPath(location.uri));
    const line = location.range.start.line + 1;
    const defined = read[target]?.definitions.find((one) => one.line === line && one.name === nameAt(location, root));
    return defined ? [{ path: target, line, name: defined.name, kind: defined.kind }] : [];
  };
  const siteOf = async (call: Call): Promise<Site> => {
    const here = { path, line: call.line, name: call.name };
    const locations = await ask('definition', call.at);
    const inside = locations.filter(within);
    const direct = inside.flatMap(found);
    // A parameter or a variable: where what it holds is written.
    const behind =
      direct.length === 0 && inside.length > 0 ? (await ask('typeDefinition', call.at)).flatMap(found) : [];
    const targets = [...direct, ...behind];
    if (targets.length === 0 && (locations.length === 0 || inside.length > 0))
      return { ...here, targets: null, way: null };
    const isRecursion = direct.some((one) => one.path === path && call.within.includes(one.line));
    const [first] = direct;
    if (!first || isRecursion) return { ...here, targets, way: null };
    const isOfModule = call.of !== null && (await ask('definition', call.of)).some(isModule);
    const isMember = call.isMember && !isOfModule;
    return { ...here, targets, way: isMember ? 'member' : first.path === path ? 'same file' : 'import' };
  };
  const { calls } = read[path] ?? { calls: [] };
  const sites: Site[] = [];
  for (let at = 0; at < calls.length; at += AT_ONCE)
    sites.push(...(await Promise.all(calls.slice(at, at + AT_ONCE).map(siteOf))));
  client.notify('textDocument/didClose', { textDocument: { uri } });
  return sites;
}

/** A module is said to be at the very beginning of its file. */
function isModule({ range }: Location): boolean {
  return range.start.line === 0 && range.end.line === 0 && range.end.character === 0;
}

const texts = new Map<string, string[]>();

function nameAt({ uri, range }: Location, root: string): string {
  const path = relative(root, fileURLToPath(uri));
  const lines = texts.get(path) ?? readFileSync(join(root, path), 'utf8').split('\n');
  texts.set(path, lines);
  return (lines[range.start.line] ?? '').slice(range.start.character, range.end.character);
}
