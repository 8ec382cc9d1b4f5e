import { globSync, readFileSync } from 'node:fs';
import { schema } from '@octokit/graphql-schema';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { FILE_FIELDS, PULL_FIELDS } from '../../src/github/read/past-pull.js';

const github = buildSchema(schema.idl);
const pieces: Record<string, string> = { FILE_FIELDS, PULL_FIELDS };

/** Every GraphQL document that stands in the source, with the pieces it is made of put in. */
const documents = globSync('src/github/**/*.ts').flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/`((?:query|mutation) \([^`]*)`/g)].map(([, text = '']) => ({
    path,
    document: text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => pieces[name] ?? `unknown piece ${name}`),
  })),
);

describe('GraphQL documents', () => {
  it.each(documents)('of $path are valid in the schema that GitHub publishes', ({ document }) => {
    expect(validate(github, parse(document)).map(({ message }) => message)).toEqual([]);
  });

  it('are all found', () => {
    expect(documents.length).toBeGreaterThanOrEqual(7);
  });
});
