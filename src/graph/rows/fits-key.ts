import { LONGEST_NAME, LONGEST_PATH } from '../types.js';

/** Whether an index row has room for it; whoever reads a repository tells what was left out. */
export function fitsPath(path: string): boolean {
  return path.length <= LONGEST_PATH && Buffer.byteLength(path) <= LONGEST_PATH;
}

/** As `fitsPath`, of a symbol. */
export function fitsSymbol(symbol: { path: string; qualifiedName: string; kind: string }): boolean {
  return fitsPath(symbol.path) && Buffer.byteLength(symbol.qualifiedName) <= LONGEST_NAME && symbol.kind.length <= 40;
}
