import { languageName } from '../../syntax/language-name.js';
import { languageOf } from '../../syntax/language-of.js';

const MOST_LANGUAGES = 4;

/** By the file that locks the versions. */
const LOCKS: readonly [file: string, manager: string][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'Yarn'],
  ['bun.lock', 'Bun'],
  ['package-lock.json', 'npm'],
  ['uv.lock', 'uv'],
  ['poetry.lock', 'Poetry'],
  ['Pipfile.lock', 'Pipenv'],
  ['Cargo.lock', 'Cargo'],
  ['go.sum', 'Go modules'],
  ['Gemfile.lock', 'Bundler'],
  ['composer.lock', 'Composer'],
];

/** `TypeScript (84 %), Python (16 %)`, by files with a grammar; empty: there are none. */
export function languagesOf(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const language = languageOf(path);
    if (language === null) continue;
    const name = languageName(language === 'tsx' ? 'typescript' : language);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b))
    .slice(0, MOST_LANGUAGES)
    .map(([name, count]) => `${name} (${Math.max(1, Math.round((100 * count) / all))} %)`)
    .join(', ');
}

/** What installs the dependencies; null: no file locks them. */
export function packageManagerOf(paths: readonly string[]): string | null {
  const there = new Set(paths);
  return LOCKS.find(([file]) => there.has(file))?.[1] ?? null;
}
