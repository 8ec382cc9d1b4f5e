/** A language this project has a grammar for. */
export type Language =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'go'
  | 'java'
  | 'ruby'
  | 'rust'
  | 'php'
  | 'c-sharp'
  | 'cpp';

const LANGUAGE_BY_EXTENSION: ReadonlyMap<string, Language> = new Map<string, Language>([
  ['ts', 'typescript'],
  ['mts', 'typescript'],
  ['cts', 'typescript'],
  ['tsx', 'tsx'],
  ['js', 'javascript'],
  ['mjs', 'javascript'],
  ['cjs', 'javascript'],
  ['jsx', 'javascript'],
  ['py', 'python'],
  ['pyi', 'python'],
  ['go', 'go'],
  ['java', 'java'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
  ['php', 'php'],
  ['cs', 'c-sharp'],
  ['cc', 'cpp'],
  ['cpp', 'cpp'],
  ['cxx', 'cpp'],
  ['h', 'cpp'],
  ['hpp', 'cpp'],
  ['c', 'cpp'],
]);

/** The language of a file, told by the extension of `path`; null where there is no grammar for it. */
export function languageOf(path: string): Language | null {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1];
  return extension ? (LANGUAGE_BY_EXTENSION.get(extension.toLowerCase()) ?? null) : null;
}
