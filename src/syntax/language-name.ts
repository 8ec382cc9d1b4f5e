import type { Language } from './language-of.js';

const NAMES: Readonly<Record<Language, string>> = {
  typescript: 'TypeScript',
  tsx: 'TSX',
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  ruby: 'Ruby',
  rust: 'Rust',
  php: 'PHP',
  'c-sharp': 'C#',
  cpp: 'C++',
};

/** A language by its own name, such as "C#" of `c-sharp`; what is none of ours as it is. Pure. */
export const languageName = (language: string): string =>
  Object.hasOwn(NAMES, language) ? NAMES[language as Language] : language;
