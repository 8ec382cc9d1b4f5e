import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { commitFields } from '../../src/github/read/read-commit-at.js';
import { FILE_FIELDS, PULL_FIELDS } from '../../src/github/read/past-pull.js';
import { ACTOR_FIELDS, CHANGE_FIELDS } from '../../src/github/read/pull-node.js';
import { fileFields, ISSUE_FIELDS, namedFields } from '../../src/github/read/review-reads.js';
import { publishedSchema } from './published-schema.js';

const fields = commitFields(['a'.repeat(40), 'b'.repeat(64)]);
const files = [
  { path: '.github/a.yml', onDefault: false },
  { path: '.github/b"c.yml', onDefault: true },
];
const pieces: Record<string, string> = {
  FILE_FIELDS,
  PULL_FIELDS,
  CHANGE_FIELDS,
  ISSUE_FIELDS,
  ACTOR_FIELDS,
  fields,
  atBase: fileFields(files, false),
  onDefault: fileFields(files, true),
  named: namedFields([3, 12]),
};

const sources = readdirSync('src/github', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join('src/github', path));
/** Every GraphQL document that stands in the source, with the pieces it is made of put in. */
const documents = sources.flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/`((?:query|mutation) \([^`]*)`/g)].map(([, text = '']) => ({
    path,
    document: text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => pieces[name] ?? `unknown piece ${name}`),
  })),
);

describe('GraphQL documents', () => {
  it.each(documents)('of $path are valid in the schema that GitHub publishes', ({ document }) => {
    expect(validate(publishedSchema, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it('are all found', () => {
    expect(documents.length).toBeGreaterThanOrEqual(10);
  });
});
