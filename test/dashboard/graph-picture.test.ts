import { describe, expect, it } from 'vitest';
import { callsOf } from '../../src/dashboard/pages/graph/calls-of.js';
import type { PictureEdge, PictureNode } from '../../src/dashboard/pages/graph/graph-query.js';
import { layersIn, layersText, switched } from '../../src/dashboard/pages/graph/layers.js';
import { lookOf } from '../../src/dashboard/pages/graph/look-of.js';
import { neighboursOf } from '../../src/dashboard/pages/graph/neighbours-of.js';
import { trailOf } from '../../src/dashboard/pages/graph/trail-of.js';

const node = (id: string, more: Partial<PictureNode> = {}): PictureNode => ({
  id,
  kind: 'file',
  name: id.split('/').at(-1) ?? id,
  path: id,
  files: 1,
  lines: 10,
  language: 'typescript',
  changes: 0,
  owner: null,
  signature: null,
  start_line: null,
  end_line: null,
  ...more,
});
const edge = (from: string, to: string, more: Partial<PictureEdge> = {}): PictureEdge => ({
  from,
  to,
  kind: 'imports',
  weight: 1,
  tier: null,
  confidence: null,
  line: null,
  ...more,
});

describe('the layers of an address', () => {
  it.each([
    [undefined, ['imports']],
    ['none', []],
    ['hotspots.imports', ['imports', 'hotspots']],
    ['nonsense.owners', ['owners']],
  ] as const)('%s', (text, on) => expect([...layersIn(text)]).toEqual(on));

  it('are written back as they are read, and not at all where they are the usual ones', () => {
    for (const text of ['none', 'imports.together', 'owners']) expect(layersText(layersIn(text))).toBe(text);
    expect(layersText(layersIn(undefined))).toBeUndefined();
    expect(layersText(switched(layersIn(undefined), 'imports'))).toBe('none');
  });
});

describe('the trail', () => {
  it('leads through the folders, to the file and the symbol', () => {
    expect(trailOf({ view: 'folders', focus: '' })).toEqual([]);
    expect(trailOf({ view: 'folders', focus: 'src/in' })).toEqual([
      { name: 'src', focus: 'src', view: 'folders' },
      { name: 'in', focus: 'src/in', view: 'folders' },
    ]);
    expect(trailOf({ view: 'symbol', focus: 'src/a.ts#Store.save' })).toEqual([
      { name: 'src', focus: 'src', view: 'folders' },
      { name: 'a.ts', focus: 'src/a.ts', view: 'files' },
      { name: '#Store.save', focus: 'src/a.ts#Store.save', view: 'symbol' },
    ]);
  });

  it('takes a # in the name of a folder for a part of it', () => {
    expect(trailOf({ view: 'symbol', focus: 'c#/a.cs#Main' }).map(({ name }) => name)).toEqual(['c#', 'a.cs', '#Main']);
  });
});

describe('the look', () => {
  const picture = {
    nodes: [
      node('a.ts', { owner: 'ana', changes: 10, lines: 100 }),
      node('b.ts', { owner: 'ana', changes: 1, lines: 400 }),
      node('c.ts', { owner: 'bo', lines: null }),
      node('src', { kind: 'folder', files: 40 }),
    ],
    edges: [edge('a.ts', 'b.ts'), edge('a.ts', 'c.ts', { kind: 'changes with', weight: 8 })],
  };

  it('shows the edges of the layers that are on', () => {
    const shown = (...on: Parameters<typeof switched>[1][]) =>
      lookOf(picture, new Set(on)).edges.map(({ isShown }) => isShown);
    expect(shown('imports')).toEqual([true, false]);
    expect(shown('together')).toEqual([false, true]);
    expect(shown()).toEqual([false, false]);
  });

  it('gives people colours by how many files they wrote, and grey to what is not known', () => {
    const { owners, nodes } = lookOf(picture, new Set(['owners'] as const));
    expect(owners.map(({ login, files }) => [login, files])).toEqual([
      ['ana', 2],
      ['bo', 1],
    ]);
    expect(new Set(nodes.map(({ colour }) => colour)).size).toBe(3);
    expect(nodes[3]?.colour).toBe('line-strong');
    expect(lookOf(picture, new Set()).owners).toEqual([]);
  });

  it('makes long files large, with the hotspots those that change much and are long', () => {
    const largest = (layers: Parameters<typeof lookOf>[1]) =>
      lookOf(picture, layers).nodes.toSorted((a, b) => b.size - a.size)[0]?.id;
    expect(largest(new Set())).toBe('b.ts');
    expect(largest(new Set(['hotspots'] as const))).toBe('a.ts');
  });
});

it('tells what a node imports, what imports it and what changes with it, the heaviest first', () => {
  const nodes = ['a', 'b', 'c'].map((id) => node(id));
  const edges = [
    edge('a', 'b', { weight: 2 }),
    edge('a', 'c', { weight: 5 }),
    edge('c', 'a'),
    edge('b', 'a', { kind: 'changes with', weight: 3 }),
    edge('b', 'c'),
  ];
  const { imports, importedBy, together } = neighboursOf({ nodes, edges }, 'a');
  expect(imports.map(({ id }) => id)).toEqual(['c', 'b']);
  expect(importedBy.map(({ id }) => id)).toEqual(['c']);
  expect(together).toEqual([{ id: 'b', name: 'b', weight: 3 }]);
});

it('keeps calls that are not sure apart', () => {
  const nodes = ['m', 'sure', 'guess', 'low'].map((id) => node(id, { kind: 'symbol' }));
  const call = (from: string, to: string, confidence: number) => edge(from, to, { kind: 'calls', confidence, line: 7 });
  const { callers, callees } = callsOf(
    { nodes, edges: [call('sure', 'm', 0.9), call('guess', 'm', 0.3), call('m', 'low', 0.7)] },
    'm',
  );
  expect(callers.sure.map((one) => [one.node.id, one.line])).toEqual([['sure', 7]]);
  expect(callers.uncertain.map((one) => one.node.id)).toEqual(['guess']);
  expect([callees.sure.length, callees.uncertain.length]).toEqual([0, 1]);
});
