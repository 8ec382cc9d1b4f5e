import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoRepository } from '../../src/sandbox/demo-repository.js';
import { closeObjects, readObject } from '../../src/sandbox/git-objects.js';
import { commitFiles } from '../commit-files.js';

const root = mkdtempSync(join(tmpdir(), 'nectr-objects-'));
const folder = join(root, 'repository');
beforeAll(() => createDemoRepository(folder));
afterAll(() => {
  closeObjects(folder);
  rmSync(root, { recursive: true, force: true });
});

describe('readObject', () => {
  it('gives what a name stands for, asked side by side, each answer to its question', async () => {
    const names = ['main:package.json', 'main^{commit}', 'nowhere', 'main:src', 'main:no/such file'];
    const found = await Promise.all(names.map((name) => readObject(folder, name)));
    expect(found.map((object) => object?.type ?? null)).toEqual(['blob', 'commit', null, 'tree', null]);
    expect(JSON.parse(found[0]?.bytes.toString() ?? '')).toHaveProperty('name');
  });

  it('sees what came into the repository after the first question', async () => {
    const head = (await readObject(folder, 'main^{commit}'))?.sha ?? '';
    const large = 'x'.repeat(3_000_000);
    const sha = commitFiles(folder, head, { 'large.txt': large });
    expect((await readObject(folder, `${sha}:large.txt`))?.bytes.toString()).toBe(large);
  });

  it('never lets a name with a line feed ask two questions, and finds a path that has one', async () => {
    expect(await readObject(folder, 'nowhere\nmain:package.json')).toBeNull();
    const head = (await readObject(folder, 'main^{commit}'))?.sha ?? '';
    const sha = commitFiles(folder, head, { 'two\nlines.txt': 'found' });
    expect((await readObject(folder, `${sha}:two\nlines.txt`))?.bytes.toString()).toBe('found');
    expect((await readObject(folder, 'main:src'))?.type).toBe('tree');
  });

  it('answers what was asked before it was closed, and what is asked after', async () => {
    const before = readObject(folder, 'main:src');
    closeObjects(folder);
    const after = readObject(folder, 'main:package.json');
    expect([(await before)?.type, (await after)?.type]).toEqual(['tree', 'blob']);
  });

  it('fails where git cannot be started', async () => {
    await expect(readObject(join(root, 'missing'), 'main')).rejects.toThrow();
  });
});
