import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** What people read, as paths of the repository. */
export const documents: readonly string[] = [
  'README.md',
  '.github/SECURITY.md',
  ...readdirSync(join(root, '.github/docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `.github/docs/${path.replaceAll('\\', '/')}`)
    .toSorted(),
];

export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A block of code, and the language behind its first fence. */
export interface Fence {
  language: string;
  code: string;
}

/** The blocks of code of a document, those in lists too. */
export function fencesOf(text: string): Fence[] {
  return [...text.matchAll(/^( *)```(\w*)[^\n]*\n([\s\S]*?)^\1```\s*$/gm)].map(
    ([, indent = '', language = '', code = '']) => ({
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/**
 * The commands of a block for a shell, in their order: without comments, with what is continued or read from a "here
 * document" as one; those that `&&` joins one by one.
 */
export function commandsOf(code: string): string[] {
  const commands: string[] = [];
  const lines = code.split('\n');
  while (lines.length > 0) {
    let command = (lines.shift() ?? '').replace(/^\$ /, '').replace(/\s+# .*$/, '');
    if (command.trim() === '' || command.startsWith('#')) continue;
    while (command.endsWith('\\')) command += `\n${lines.shift() ?? ''}`;
    const [, end] = /<<'?(\w+)'?$/.exec(command) ?? [];
    if (end !== undefined) {
      for (let line = ''; line !== end && lines.length > 0;) command += `\n${(line = lines.shift() ?? '')}`;
    }
    commands.push(...command.trim().split(' && '));
  }
  return commands;
}

/** A link of a document to something in the repository: the path from its top, and the anchor behind `#`. */
export interface Link {
  path: string;
  anchor: string | null;
  /** As it is written. */
  written: string;
}

/** What a document links to or shows that is not on another server. */
export function linksOf(document: string, text: string): Link[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```\s*$/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const written = [
    ...[...prose.matchAll(/\]\(([^()\s]+)\)/g)].map(([, to = '']) => to),
    ...[...prose.matchAll(/\s(?:src|srcset|href)="([^"\s]+)"/g)].map(([, to = '']) => to),
  ];
  return written
    .filter((to) => !/^[a-z]+:/.test(to))
    .map((to) => {
      const [path = '', anchor = null] = to.split('#');
      const here = path === '' ? document : relative(root, join(root, dirname(document), path));
      return { path: here, anchor, written: to };
    });
}

/** The anchors that GitHub gives the headings of a document. */
export function anchorsOf(text: string): string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```\s*$/gm, '');
  const seen = new Map<string, number>();
  return [...prose.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}
