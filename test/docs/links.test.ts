import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, documents, linksOf, readDocument, root } from './documents.js';

/** Come with a change that is under way: each has to go from here once it is there. */
describe('links', () => {
  it.each(documents)('of %s lead somewhere', (document) => {
    const broken = linksOf(document, readDocument(document)).filter(({ path, anchor }) => {
      if (!existsSync(join(root, path))) return true;
      return anchor !== null && !anchorsOf(readDocument(path)).includes(anchor);
    });
    expect(broken.map(({ written }) => written)).toEqual([]);
  });

  it('lead to every document', () => {
    const linked = new Set(documents.flatMap((each) => linksOf(each, readDocument(each)).map(({ path }) => path)));
    expect(documents.filter((each) => each !== 'README.md' && !linked.has(each))).toEqual([]);
  });
});

it('names in the sources only documents that are there', () => {
  const sources = execFileSync('git', ['ls-files', 'src', 'test', '.ci', '.docker', '.github', '*.yml', '*.json'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => /\.(?:tsx?|mjs|sh|yml)$|Dockerfile$|\.ci\/run$/.test(path) && existsSync(join(root, path)));
  const missing = sources.flatMap((source) =>
    [...readFileSync(join(root, source), 'utf8').matchAll(/\.github\/docs\/[\w./-]*\.(?:md|yml|service)/g)]
      .map(([path]) => path)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${source}: ${path}`),
  );
  expect(missing).toEqual([]);
});

describe('the README', () => {
  it('is short enough to be read', () => {
    expect(readDocument('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  it('has the pictures that it shows', () => {
    const pictures = linksOf('README.md', readDocument('README.md')).filter(({ path }) => /\.(?:svg|png)$/.test(path));
    expect(pictures.length).toBeGreaterThan(8);
  });
});

it('has the anchors of GitHub', () => {
  expect(anchorsOf('# A `b` c\n## Äöü, x/y & z\n## A b c\n```\n# no\n```\n### [L](m.md)')).toEqual([
    'a-b-c',
    'äöü-xy--z',
    'a-b-c-1',
    'l',
  ]);
});
