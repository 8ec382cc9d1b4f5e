import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder for PATH whose npx notes in `<folder>/npx.log` where and how it was called, and runs the built command of
 * this project in place of the package, which `package.test.ts` installs.
 */
export function npxShim(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/bash
echo "$PWD: npx $*" >>"${folder}/npx.log"
while [[ "$1" != review ]]; do shift; done
exec "${join(process.cwd(), 'src/nectr.mjs')}" "$@"
`;
  writeFileSync(join(bin, 'npx'), script, { mode: 0o755 });
  return bin;
}
