import { describe, expect, it } from 'vitest';
import { resolveImport } from '../../src/syntax/resolve-import.js';

const paths = new Set([
  'src/orders/find.ts',
  'src/orders/index.ts',
  'src/app.tsx',
  'app/models/__init__.py',
  'app/models/user.py',
  'pkg/orders/store.go',
  'src/main/java/a/b/C.java',
  'src/jobs/retry.rs',
  'src/jobs/mod.rs',
  'lib/shop/job.rb',
  'include/net/http.h',
  'src/Models/User.php',
]);

describe('resolveImport', () => {
  it.each([
    ['typescript', './find.js', 'src/orders/x.ts', 'src/orders/find.ts'],
    ['typescript', '../orders', 'src/jobs/x.ts', 'src/orders/index.ts'],
    ['tsx', '@/orders/find', 'src/x.tsx', 'src/orders/find.ts'],
    ['javascript', 'react', 'src/app.tsx', null],
    ['python', 'app.models', 'app/views.py', 'app/models/__init__.py'],
    ['python', '.user', 'app/models/team.py', 'app/models/user.py'],
    ['python', '..models.user', 'app/views/x.py', 'app/models/user.py'],
    ['python', 'os', 'app/x.py', null],
    ['go', 'example.org/shop/pkg/orders', 'main.go', 'pkg/orders/store.go'],
    ['go', 'fmt', 'main.go', null],
    ['java', 'a.b.C', 'src/main/java/a/D.java', 'src/main/java/a/b/C.java'],
    ['rust', 'crate::jobs::retry::Policy', 'src/main.rs', 'src/jobs/retry.rs'],
    ['rust', 'jobs', 'src/main.rs', 'src/jobs/mod.rs'],
    ['ruby', 'job', 'lib/shop/x.rb', 'lib/shop/job.rb'],
    ['cpp', 'net/http.h', 'src/a.c', 'include/net/http.h'],
    ['php', 'App\\Models\\User', 'src/x.php', null],
    ['php', 'Models\\User', 'src/x.php', 'src/Models/User.php'],
  ] as const)('%s %s in %s', (language, specifier, from, expected) => {
    expect(resolveImport(language, specifier, from, paths)).toBe(expected);
  });
});
