import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import { quoteLines } from './quoted-lines.js';
import type { MapDocument } from './types.js';

interface Lines {
  line: number;
  quote: string;
}

const MANIFESTS =
  /^(?:package\.json|pyproject\.toml|go\.mod|Cargo\.toml|composer\.json|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|requirements\.txt)$/;
/** The line of each manifest that names what it is of. */
const HEAD = /^\s*(?:"name"\s*:|name\s*=|module\s+\S|<artifactId>|source\s)/;
const ENTRIES =
  /^(?:src\/)?(?:main|index|server|app|cli)\.(?:ts|js|mjs|py|rb|php)$|^(?:cmd\/[^/]+\/)?main\.go$|^src\/main\.rs$|^manage\.py$/;
const SCRIPTS = ['build', 'test', 'lint', 'start', 'dev', 'typecheck', 'format'];
const MOST_ENTRIES = 4;
const LONGEST_COMMAND = 80;
const PackageJson = z.object({
  main: z.string().optional().catch(undefined),
  bin: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .catch(undefined),
  scripts: z.record(z.string(), z.string()).optional().catch(undefined),
});

/** The manifest, with the line that names it or its first one; null: there is none. */
export function manifestOf(documents: readonly MapDocument[]): { path: string; head: Lines | null } | null {
  const found = documents.find(({ path }) => MANIFESTS.test(path));
  if (found === undefined) return null;
  return { path: found.path, head: lineThat(found.text, HEAD) ?? lineThat(found.text, /\S/) };
}

/** What starts the program, with the lines that say so, or null where no document does. */
export function entryPointsOf(
  documents: readonly MapDocument[],
  paths: readonly string[],
): { names: string[]; path: string; lines: Lines | null } | null {
  const manifest = documents.find(({ path }) => path === 'package.json');
  const told = manifest === undefined ? null : packageOf(manifest.text);
  const named = [
    told?.main ?? [],
    typeof told?.bin === 'string' ? told.bin : Object.values(told?.bin ?? {}),
    told?.scripts?.['start'] ?? [],
  ].flat();
  const files = paths.filter((path) => ENTRIES.test(path));
  const names = [...new Set([...files, ...named.map((one) => `\`${cutText(one, LONGEST_COMMAND)}\``)])].slice(
    0,
    MOST_ENTRIES,
  );
  const where = manifest ?? documents.find(({ path }) => MANIFESTS.test(path));
  if (names.length === 0 || where === undefined) return null;
  const lines = lineThat(where.text, /^\s*"(?:start|main|bin)"\s*:/) ?? lineThat(where.text, HEAD);
  return { names, path: where.path, lines };
}

/** How it is built and tested, with the lines that say so; null: no document does. */
export function commandsOf(
  documents: readonly MapDocument[],
): { text: string; path: string; lines: Lines | null } | null {
  for (const { path, text } of documents) {
    if (path === 'package.json') {
      const scripts = packageOf(text)?.scripts ?? {};
      const told = SCRIPTS.flatMap((name) =>
        scripts[name] === undefined ? [] : [`${name} \`${cutText(scripts[name], LONGEST_COMMAND)}\``],
      );
      if (told.length > 0)
        return { text: `Commands of package.json: ${told.join(', ')}.`, path, lines: scriptLines(text) };
    }
    if (path === 'Makefile') {
      const targets = [...text.matchAll(/^([a-zA-Z][\w-]*):(?!=)/gm)].map(([, name = '']) => name).slice(0, 8);
      if (targets.length > 0) {
        return {
          text: `Commands: make ${targets.join(', make ')}.`,
          path,
          lines: lineThat(text, /^[a-zA-Z][\w-]*:(?!=)/),
        };
      }
    }
    const usual = { 'go.mod': 'go test ./...', 'Cargo.toml': 'cargo test', 'pom.xml': 'mvn test' }[path];
    if (usual !== undefined)
      return { text: `Tests: \`${usual}\`, as usual with ${path}.`, path, lines: lineThat(text, HEAD) };
    if (path === 'pyproject.toml' && /^\[tool\.pytest/m.test(text)) {
      return { text: 'Tests: `pytest`, set up in pyproject.toml.', path, lines: lineThat(text, /^\[tool\.pytest/) };
    }
  }
  return null;
}

function packageOf(text: string): z.output<typeof PackageJson> | null {
  try {
    return PackageJson.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // A manifest that is cut or broken says nothing.
    return null;
  }
}

/** The whole of the scripts where they fit, else their test. */
function scriptLines(text: string): Lines | null {
  const lines = text.split(/\r\n?|\n/);
  const from = lines.findIndex((line) => /^\s*"scripts"\s*:/.test(line));
  if (from < 0) return lineThat(text, /"scripts"/);
  const to = lines.findIndex((line, index) => index >= from && line.includes('}'));
  return quoteLines(text, from + 1, to + 1) ?? lineThat(text, /^\s*"test"\s*:/);
}

function lineThat(text: string, wanted: RegExp): Lines | null {
  const index = text.split(/\r\n?|\n/).findIndex((line) => wanted.test(line));
  return index < 0 ? null : quoteLines(text, index + 1, index + 1);
}
