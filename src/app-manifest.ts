import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { packageFolder } from './version.js';

const Manifest = z.object({
  name: z.string(),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])),
  default_events: z.array(z.string()),
});

/** What the App asks for: `app.yml`, the one place where it stands. */
export function readAppManifest(): z.output<typeof Manifest> {
  return Manifest.parse(load(readFileSync(join(packageFolder, 'app.yml'), 'utf8')));
}
