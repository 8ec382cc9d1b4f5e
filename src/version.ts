import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: the sources and the build lie at different depths. */
export const packageFolder: string = findPackage(dirname(fileURLToPath(import.meta.url)));

/** Version of this package. */
export const version: string = String(
  (JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: unknown }).version,
);

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder));
}
