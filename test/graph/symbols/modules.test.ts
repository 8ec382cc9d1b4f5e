import { describe, expect, it } from 'vitest';
import { jsonManifests } from '../../../src/graph/symbols/modules/manifests.js';
import { scriptModules } from '../../../src/graph/symbols/modules/script-modules.js';
import { createModules } from '../../../src/graph/symbols/modules/create-modules.js';

const PATHS = [
  'tsconfig.json',
  'src/app/main.ts',
  'src/app/view.tsx',
  'src/app/old.js',
  'src/app/data.json',
  'src/app/view/index.ts',
  'src/lib/deep/a.ts',
  'src/lib/deep/a.d.ts',
  'src/types.mts',
  'packages/core/src/index.ts',
  'packages/core/src/sub/part.ts',
  'packages/ui/src/button.tsx',
  'packages/ui/src/internal/theme.ts',
  'packages/ui/src/main.ts',
  'apps/web/src/main.ts',
  'apps/web/src/shop/cart.ts',
  'apps/web/src/shop/special/cart.ts',
  'apps/web/src/shop/shown.ts',
  'apps/web/own/thing.ts',
  'packages/shared/src/index.ts',
  'apps/admin/main.ts',
  'apps/admin/code/src/lib/deep/a.ts',
  'test/fixtures/core/src/index.ts',
  'pkg/__init__.py',
  'pkg/a.py',
  'pkg/sub/__init__.py',
  'pkg/sub/b.py',
  'scripts/tool.py',
  'scripts/near.py',
  'cmd/main.go',
  'store/store.go',
  'store/more.go',
  'store/store_test.go',
  'tools/gen/gen.go',
  'app/src/main/java/com/acme/Job.java',
  'app/src/main/java/com/acme/Store.java',
  'app/src/main/java/com/acme/db/Row.java',
];
const MANIFESTS = new Map([
  [
    'tsconfig.json',
    '{ "extends": "./tsconfig.base.json", /* why */ "compilerOptions": { "strict": true, }, // end\n }',
  ],
  [
    'tsconfig.base.json',
    '{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["src/lib/*"], "view": ["src/app/view"] } } }',
  ],
  [
    'packages/core/package.json',
    '{ "name": "@acme/core", "main": "dist/index.js", "exports": { ".": { "types": "./dist/index.d.ts", "import": "./dist/index.js" }, "./sub/*": "./dist/sub/*.js" } }',
  ],
  [
    'packages/ui/package.json',
    '{ "name": "ui", "imports": { "#theme": "./src/internal/theme.ts", "#in/*": { "default": "./src/internal/*.ts" } }, "source": "src/main.ts" }',
  ],
  ['packages/broken/package.json', '{ no json'],
  ['apps/web/package.json', '{ "name": "web", "imports": { "#core": "@acme/core", "#gone": "./src/gone.ts" } }'],
  ['apps/web/tsconfig.json', '{ "extends": ["@acme/tsconfig/base.json", "./tsconfig.json"] }'],
  ['packages/tsconfig/package.json', '{ "name": "@acme/tsconfig" }'],
  [
    'packages/tsconfig/base.json',
    '{ "compilerOptions": { "paths": { "own/*": ["${configDir}/own/*"], "shop/*": ["../../apps/web/src/shop/*"], "shop/x/*": ["../../apps/web/src/shop/special/*"] } } }',
  ],
  ['packages/shared/package.json', '{ "name": "@acme/shared", "exports": { ".": "./src/index.ts", "./*": null } }'],
  ['packages/shared/tsconfig.json', '{ "extends": "@acme/elsewhere/tsconfig.json" }'],
  ['test/fixtures/core/package.json', '{ "name": "@acme/core" }'],
  ['apps/admin/tsconfig.json', '{ "extends": "../../tsconfig.base.json", "compilerOptions": { "baseUrl": "code" } }'],
  ['go.mod', 'module example.com/shop\n\ngo 1.22\n'],
  ['tools/go.mod', 'module example.com/shop/tools\n'],
]);

describe('scriptModules', () => {
  it('tells what the repository speaks of and does not hold from what it does not speak of', () => {
    const resolve = scriptModules(new Set(PATHS), jsonManifests(MANIFESTS));
    expect(resolve('@lib/gone', 'src/app/main.ts')).toEqual([]);
    expect(resolve('@acme/core/gone', 'src/app/main.ts')).toEqual([]);
    expect(resolve('#gone', 'apps/web/src/main.ts')).toEqual([]);
    expect(resolve('./gone', 'src/app/main.ts')).toEqual([]);
    expect(resolve('@/app/main', 'src/app/main.ts')).toBeNull();
    expect(resolve('react', 'apps/web/src/main.ts')).toBeNull();
    const all = new Map([['tsconfig.json', { compilerOptions: { paths: { '*': ['src/*'] } } }]]);
    expect(scriptModules(new Set(PATHS), all)('app/main', 'x.ts')).toEqual(['src/app/main.ts']);
    expect(scriptModules(new Set(PATHS), all)('@/app/main', 'x.ts')).toBeNull();
  });
});

describe('createModules', () => {
  const modules = createModules(new Set(PATHS), MANIFESTS);
  it.each<[string, string, string[]]>([
    ['./view', 'src/app/main.ts', ['src/app/view.tsx']],
    ['.', 'src/app/view/part.ts', ['src/app/view/index.ts']],
    ['..', 'src/app/view/deep/part.ts', ['src/app/view/index.ts']],
    ['./old.js', 'src/app/main.ts', ['src/app/old.js']],
    ['./data.json', 'src/app/main.ts', ['src/app/data.json']],
    ['./view/', 'src/app/main.ts', ['src/app/view/index.ts']],
    ['./main.js', 'src/app/view.tsx', ['src/app/main.ts']],
    ['../types.mjs', 'src/app/main.ts', ['src/types.mts']],
    ['../../../outside', 'src/app/main.ts', []],
    ['./style.css?inline', 'src/app/main.ts', []],
    ['node:fs', 'src/app/main.ts', []],
    ['react', 'src/app/main.ts', []],
    ['@lib/deep/a', 'src/app/main.ts', ['src/lib/deep/a.ts']],
    ['view', 'src/app/main.ts', ['src/app/view.tsx']],
    ['src/types.mts', 'src/app/main.ts', ['src/types.mts']],
    ['@acme/core', 'src/app/main.ts', ['packages/core/src/index.ts']],
    ['@acme/core/sub/part', 'src/app/main.ts', ['packages/core/src/sub/part.ts']],
    ['ui', 'src/app/main.ts', ['packages/ui/src/main.ts']],
    ['ui/button', 'src/app/main.ts', ['packages/ui/src/button.tsx']],
    ['#theme', 'packages/ui/src/button.tsx', ['packages/ui/src/internal/theme.ts']],
    ['#in/theme', 'packages/ui/src/button.tsx', ['packages/ui/src/internal/theme.ts']],
    ['#theme', 'src/app/main.ts', []],
    ['shop/cart', 'apps/web/src/main.ts', ['apps/web/src/shop/cart.ts']],
    ['shop/x/cart', 'apps/web/src/main.ts', ['apps/web/src/shop/special/cart.ts']],
    ['shop/shown', 'apps/web/src/main.ts', ['apps/web/src/shop/shown.ts']],
    ['own/thing', 'apps/web/src/main.ts', ['apps/web/own/thing.ts']],
    ['@lib/deep/a', 'apps/admin/main.ts', ['apps/admin/code/src/lib/deep/a.ts']],
    ['#core', 'apps/web/src/main.ts', ['packages/core/src/index.ts']],
    ['@acme/shared', 'apps/web/src/main.ts', ['packages/shared/src/index.ts']],
    ['@acme/elsewhere', 'apps/web/src/main.ts', []],
    ['.', 'pkg/a.py', ['pkg/__init__.py']],
    ['.sub.b', 'pkg/a.py', ['pkg/sub/b.py']],
    ['..a', 'pkg/sub/b.py', ['pkg/a.py']],
    ['pkg.sub', 'scripts/tool.py', ['pkg/sub/__init__.py']],
    ['near', 'scripts/tool.py', ['scripts/near.py']],
    ['os', 'scripts/tool.py', []],
    ['....far', 'pkg/a.py', []],
    ['example.com/shop/store', 'cmd/main.go', ['store/store.go', 'store/more.go']],
    ['example.com/shop/tools/gen', 'cmd/main.go', ['tools/gen/gen.go']],
    ['example.com/shopping/store', 'cmd/main.go', []],
    ['fmt', 'cmd/main.go', []],
    ['com.acme.db.Row', 'app/src/main/java/com/acme/Job.java', ['app/src/main/java/com/acme/db/Row.java']],
    ['com.acme.db.*', 'app/src/main/java/com/acme/Job.java', ['app/src/main/java/com/acme/db/Row.java']],
    ['java.util.List', 'app/src/main/java/com/acme/Job.java', []],
  ])('%s from %s', (specifier, from, expected) => {
    expect(modules.resolve(specifier, from)).toEqual(expected);
  });

  it('a package of Go and of Java is its folder, and tests of Go are seen from tests only', () => {
    expect(modules.samePackage('store/more.go')).toEqual(['store/store.go', 'store/more.go']);
    expect(modules.samePackage('store/store_test.go')).toContain('store/store_test.go');
    expect(modules.samePackage('app/src/main/java/com/acme/Job.java')).toHaveLength(2);
  });
});
