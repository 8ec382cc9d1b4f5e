import { common, createLowlight } from 'lowlight';
import type { RootContent } from 'hast';

const lowlight = createLowlight(common);

/** The names of languages by what files end with, where it is not their own. */
const BY_ENDING: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  cs: 'csharp',
  kt: 'kotlin',
  sh: 'bash',
  yml: 'yaml',
  md: 'markdown',
  h: 'c',
  cc: 'cpp',
  hpp: 'cpp',
  html: 'xml',
  vue: 'xml',
};

/** The text in pieces with the names of what they are. Pure. */
export function highlight(text: string, language: string): RootContent[] {
  const name = BY_ENDING[language] ?? language;
  if (!lowlight.registered(name)) return [{ type: 'text', value: text }];
  return lowlight.highlight(name, text).children;
}
