import { expect, it } from 'vitest';
import { extractFile } from '../../../src/graph/symbols/extract-file.js';
import { resolveChanged } from '../../../src/graph/symbols/resolve-changed.js';

const FILES: Readonly<Record<string, string>> = {
  'index.ts': "export * from './store.js';\nexport * from './gone.js';\n",
  'store.ts': "import { Base } from './base.js';\nexport class Store extends Base {}\n",
  'base.ts': 'export class Base { save() {} }\n',
  'other.ts': 'export function other() {}\n',
  'a.ts': "import { Store } from './index.js';\nfunction run(store: Store) { store.save(); }\n",
};

it('loads of the other files only those that a changed one leads to', async () => {
  const loads: string[][] = [];
  const changed = await extractFile('a.ts', 'typescript', FILES['a.ts'] ?? '');
  const { batch } = await resolveChanged(
    [changed],
    { paths: new Set(Object.keys(FILES)), manifests: new Map(), isTest: () => false },
    async (paths) => {
      loads.push([...paths]);
      const all = paths.map(async (path) => [path, await extractFile(path, 'typescript', FILES[path] ?? '')] as const);
      return new Map(await Promise.all(all));
    },
  );
  expect(loads).toEqual([['index.ts'], ['store.ts'], ['base.ts']]);
  expect(batch.edges.map(({ type, to, tier }) => `${type} ${to.path}#${to.qualifiedName} ${tier}`)).toEqual([
    'CALLS base.ts#Base.save inherited',
    'USES_TYPE store.ts#Store import',
  ]);
});
