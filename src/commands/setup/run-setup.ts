import { makeLink } from '../../setup/tell-link.js';
import type { Env } from '../command-line.js';
import { createByForm } from './create-by-form.js';
import { printNext } from './print-next.js';
import { readReach } from './read-reach.js';
import { storeClaude } from './store-claude.js';
import { storeExisting } from './store-existing.js';
import { withSetup } from './with-setup.js';

type Wanted = Parameters<typeof readReach>[1] &
  Parameters<typeof createByForm>[1] &
  Parameters<typeof storeExisting>[1] & {
    reset: boolean;
    link: boolean;
    existing: boolean;
    'claude-key-file'?: string | undefined;
  };

/** `nectr setup` with what was asked for. Sets the exit code as its help says; may throw UsageError. */
export async function runSetup(env: Env, values: Wanted): Promise<void> {
  await withSetup(env, async (setup) => {
    if (values.reset) return setup.reset();
    if (values.link) {
      const { backendUrl, PORT } = setup.config;
      process.stdout.write(`${await makeLink(setup.grants, backendUrl ?? `http://localhost:${PORT}`)}\n`);
      return;
    }
    const isGiven = values.existing || values['app-id'] !== undefined;
    await readReach(setup, values, { isNeeded: !isGiven });
    if (values['claude-key-file'] !== undefined) await storeClaude(setup, values['claude-key-file']);
    const { app } = await setup.stored.read();
    if (isGiven) await storeExisting(setup, values);
    else if (app === null) await createByForm(setup, values);
    await setup.grants.endLinks();
    await printNext(setup);
  });
}
