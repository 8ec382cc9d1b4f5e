/**
 * A file of a generated pull request. Texts are made when they are asked for: the generator must not be the one that
 * needs memory.
 */
export interface MemoryFile {
  path: string;
  previous?: string;
  status: 'added' | 'modified' | 'renamed';
  additions: number;
  deletions: number;
  /** Absent: GitHub sends no diff, its blobs are read. */
  patch?: () => string;
  /** At the head; at the base it is empty, or the same for a rename. */
  text(): Buffer;
}

/** A pull request that asks for much memory. */
export interface MemoryCase {
  name: string;
  files: MemoryFile[];
  /** Files of the repository beside those of the change. */
  others?: { count: number; path(index: number): string; text(index: number): Buffer };
}

const MB = 1024 * 1024;

function many(count: number, make: (index: number) => MemoryFile): MemoryFile[] {
  return Array.from({ length: count }, (_unused, index) => make(index));
}

/** Without a diff, as GitHub lists what is too large to be shown. */
function large(path: string, text: () => Buffer, over: Partial<MemoryFile> = {}): MemoryFile {
  return { path, status: 'added', additions: 0, deletions: 0, text, ...over };
}

/** With its whole diff. */
function added(path: string, lines: () => string[]): MemoryFile {
  const count = lines().length;
  return {
    path,
    status: 'added',
    additions: count,
    deletions: 0,
    patch: () =>
      `@@ -0,0 +1,${count} @@\n${lines()
        .map((line) => `+${line}`)
        .join('\n')}`,
    text: () => Buffer.from(`${lines().join('\n')}\n`),
  };
}

/** One line changed in a long file. */
function touched(path: string, text: () => string): MemoryFile {
  return {
    path,
    status: 'modified',
    additions: 1,
    deletions: 0,
    patch: () => '@@ -0,0 +1 @@\n+const first = 1;',
    text: () => Buffer.from(`const first = 1;\n${text()}`),
  };
}

function source(lines: number, seed: number): string[] {
  return Array.from(
    { length: lines },
    (_unused, index) => `export const value${seed}_${index} = compute(${index}, ${(index * 7919 + seed) % 10007});`,
  );
}

function base64Of(bytes: number): string {
  let state = 1;
  const raw = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 1) raw[at] = (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16;
  return raw.toString('base64');
}

const folded = (text: string) => text.replaceAll(/.{76}/g, '$&\n');

export const MEMORY_CASES: readonly MemoryCase[] = [
  { name: '45 x 2 MB, lines of x', files: many(45, (n) => large(`src/x${n}.ts`, () => Buffer.from('x\n'.repeat(MB)))) },
  { name: '45 x 2 MB, one line of x', files: many(45, (n) => large(`src/x${n}.ts`, () => Buffer.alloc(2 * MB, 'x'))) },
  { name: '45 x 2 MB of line feeds', files: many(45, (n) => large(`src/x${n}.ts`, () => Buffer.alloc(2 * MB, '\n'))) },
  {
    name: '45 x 0.9 MB, lines of x',
    files: many(45, (n) => large(`src/x${n}.ts`, () => Buffer.from('x\n'.repeat(450_000)))),
  },
  {
    name: '3,000 files of 300 lines',
    files: many(3000, (n) => added(`src/m${n % 60}/f${n}.ts`, () => source(300, n))),
  },
  { name: '3,000 files of one line', files: many(3000, (n) => added(`src/f${n}.ts`, () => source(1, n))) },
  { name: 'a file of 100 MB', files: [large('data.txt', () => Buffer.alloc(100 * MB, 'line of text\n'))] },
  { name: '20 MB in one line', files: [large('data.js', () => Buffer.alloc(20 * MB, 'x'))] },
  { name: 'a million lines of one character', files: [added('data.ts', () => Array.from({ length: MB }, () => 'y'))] },
  {
    name: '300 renamed files of 2 MB',
    files: many(300, (n) => ({
      ...large(`new/f${n}.ts`, () => Buffer.from('y;\n'.repeat(690_000))),
      status: 'renamed',
      previous: `old/f${n}.ts`,
    })),
  },
  {
    name: '3,000 files 200 folders deep',
    files: many(3000, (n) =>
      added(`${Array.from({ length: 200 }, (_unused, at) => `d${(n + at) % 97}`).join('/')}/f${n}.ts`, () =>
        source(3, n),
      ),
    ),
  },
  {
    name: '100,000 files in the repository',
    files: many(10, (n) => added(`src/f${n}.ts`, () => source(30, n))),
    others: {
      count: 100_000,
      path: (n) => `lib/p${n % 500}/some/folder/module${n}.ts`,
      text: (n) => Buffer.from(source(2, n).join('\n')),
    },
  },
  { name: '5 MB of base64, folded', files: [added('deps.lock.txt', () => folded(base64Of(3.7 * MB)).split('\n'))] },
  { name: '5 MB of base64, one line', files: [added('deps.lock.txt', () => [base64Of(3.7 * MB)])] },
  {
    name: '300 files of 300 kB, a line each',
    files: many(300, (n) => touched(`src/f${n}.ts`, () => source(4700, n).join('\n'))),
  },
  {
    name: '300 files of 200 findings',
    files: many(300, (n) =>
      added(`src/f${n}.js`, () => Array.from({ length: 200 }, (_unused, at) => `eval(input[${at}])`)),
    ),
  },
];
