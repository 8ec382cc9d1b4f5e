import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Site } from './judge.js';
import type { Target } from './sites.js';

/** Of the API of the TypeScript compiler 5.9, what is used here: the project's own version has none. */
interface Node {
  kind: number;
  parent: Node;
  name?: Node;
  expression: Node;
  tagName: Node;
  initializer?: Node;
  type?: Node;
  getStart(): number;
  getText(): string;
  getSourceFile(): SourceFile;
  forEachChild(visit: (node: Node) => void): void;
}
interface SourceFile extends Node {
  fileName: string;
  isDeclarationFile: boolean;
  getLineAndCharacterOfPosition(position: number): { line: number };
}
interface Symbol {
  flags: number;
  declarations?: Node[];
}
interface Checker {
  getSymbolAtLocation(node: Node): Symbol | undefined;
  getAliasedSymbol(symbol: Symbol): Symbol;
  getResolvedSignature(node: Node): { declaration?: Node } | undefined;
}
interface Compiler {
  createProgram(
    files: string[],
    options: Record<string, unknown>,
  ): {
    getTypeChecker(): Checker;
    getSourceFile(path: string): SourceFile | undefined;
  };
  SyntaxKind: Record<string, number>;
  SymbolFlags: Record<string, number>;
}

/** Every call of the files and where the TypeScript checker says it leads. */
export function typescriptSites(
  cache: string,
  root: string,
  paths: readonly string[],
  options: Record<string, unknown> = {},
): Site[] {
  const ts = createRequire(join(cache, 'package.json'))('typescript-checker') as Compiler;
  const program = ts.createProgram(
    paths.map((path) => join(root, path)),
    {
      target: 9,
      module: 199,
      moduleResolution: 99,
      strict: true,
      allowJs: true,
      jsx: 1,
      noEmit: true,
      skipLibCheck: true,
      experimentalDecorators: true,
      ...options,
    },
  );
  const checker = program.getTypeChecker();
  const within = new Set(paths);
  const K = ts.SyntaxKind;
  const sites: Site[] = [];
  const lineOf = (node: Node) => node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const pathOf = (node: Node) => relative(root, node.getSourceFile().fileName);
  const isCallable = (node: Node): boolean => {
    const named = [
      K['FunctionDeclaration'],
      K['MethodDeclaration'],
      K['MethodSignature'],
      K['ClassDeclaration'],
      K['ClassExpression'],
    ];
    if (named.includes(node.kind)) return true;
    const value = node.initializer;
    if (node.kind === K['PropertySignature']) return node.type?.kind === K['FunctionType'];
    if (node.kind === K['PropertyDeclaration'] || node.kind === K['PropertyAssignment'])
      return (value !== undefined && isFunction(value)) || node.type?.kind === K['FunctionType'];
    if (node.kind !== K['VariableDeclaration']) return false;
    return (value !== undefined && (isFunction(value) || value.kind === K['ClassExpression'])) || isTopLevel(node);
  };
  const isFunction = (node: Node) => node.kind === K['ArrowFunction'] || node.kind === K['FunctionExpression'];
  const isTopLevel = (node: Node) =>
    node.name?.kind === K['Identifier'] && node.parent.parent.parent.kind === K['SourceFile'];
  const targetOf = (node: Node): Target => ({
    path: pathOf(node),
    line: lineOf(node.name ?? node),
    name: node.name?.getText() ?? 'default',
  });
  const visit = (node: Node): void => {
    const called =
      node.kind === K['CallExpression'] || node.kind === K['NewExpression']
        ? node.expression
        : node.kind === K['JsxOpeningElement'] || node.kind === K['JsxSelfClosingElement']
          ? node.tagName
          : null;
    if (called) sites.push(siteOf(node, called));
    node.forEachChild(visit);
  };
  const siteOf = (call: Node, called: Node): Site => {
    const isMember = called.kind === K['PropertyAccessExpression'];
    const nameNode = isMember && called.name ? called.name : called;
    const here = { path: pathOf(called), line: lineOf(called), name: nameNode.getText() };
    let symbol = checker.getSymbolAtLocation(nameNode);
    const isAlias = symbol !== undefined && (symbol.flags & (ts.SymbolFlags['Alias'] ?? 0)) !== 0;
    if (symbol && isAlias) symbol = checker.getAliasedSymbol(symbol);
    const declarations = symbol?.declarations ?? [];
    const inside = declarations.filter((one) => within.has(pathOf(one)));
    const direct = inside.filter(isCallable);
    // A variable that holds a function: where that function is written.
    const signature = direct.length === 0 ? checker.getResolvedSignature(call)?.declaration : undefined;
    const holder = signature && (signature.name ? signature : signature.parent);
    const behind = holder && within.has(pathOf(holder)) && isCallable(holder) ? [holder] : [];
    const targets = [...direct, ...behind].map(targetOf);
    if (targets.length === 0 && (declarations.length === 0 || inside.length > 0))
      return { ...here, targets: null, way: null };
    const first = targets[0];
    const fromModule = isMember && moduleOf(called.expression);
    const way =
      direct.length === 0 || !first || direct.some((one) => isRecursion(call, one))
        ? null
        : isMember && !fromModule
          ? 'member'
          : first.path === here.path
            ? 'same file'
            : 'import';
    return { ...here, targets, way };
  };
  // The graph has no edges from a symbol to itself.
  const isRecursion = (call: Node, target: Node): boolean => {
    const isMeant = direct(target);
    for (let at: Node | undefined = call; at; at = at.parent) if (isMeant(at)) return true;
    return false;
  };
  const direct = (target: Node) => (node: Node) => {
    if (node.kind === K['ClassDeclaration']) return false;
    return node === target || (node.name?.getText() === target.name?.getText() && node.parent === target.parent);
  };
  const moduleOf = (node: Node): boolean => {
    const symbol = checker.getSymbolAtLocation(node);
    const flags = ts.SymbolFlags;
    const real = symbol && symbol.flags & (flags['Alias'] ?? 0) ? checker.getAliasedSymbol(symbol) : symbol;
    return real !== undefined && (real.flags & (flags['ValueModule'] ?? 0)) !== 0;
  };
  for (const path of paths) {
    const file = program.getSourceFile(join(root, path));
    if (file) visit(file);
  }
  return sites;
}
