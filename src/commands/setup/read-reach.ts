import { publicAddress, githubAddress } from '../../setup/addresses.js';
import { makeChannel } from '../../setup/make-channel.js';
import { readConfig } from '../../config.js';
import { isSet, withStored } from '../../setup/with-stored.js';
import { ask } from './ask.js';
import type { SetupCommand } from './with-setup.js';

interface Given {
  url?: string | undefined;
  channel?: boolean | undefined;
  github?: string | undefined;
}

/** Stores where the server is reachable and on which GitHub it works, as far as it was said; asks where it has to be known. */
export async function readReach(setup: SetupCommand, given: Given, { isNeeded }: { isNeeded: boolean }): Promise<void> {
  const { env, stored, config } = setup;
  if (given.github !== undefined) await stored.write('github', { url: githubAddress(given.github) });
  const { reach, app } = await stored.read();
  const isKnown = reach !== null || app !== null || isSet(env, 'BACKEND_URL') || isSet(env, 'WEBHOOK_PROXY_URL');
  if (given.channel) await stored.write('reach', { backendUrl: null, proxyUrl: await makeChannel(config.smeeUrl) });
  else if (given.url !== undefined || (isNeeded && !isKnown)) {
    const url =
      given.url ?? (await ask('Where GitHub reaches this server, https://…', { option: '--url or --channel' }));
    const { url: backendUrl, isLocal } = publicAddress(url);
    if (isLocal)
      process.stderr.write(
        'Only this machine reaches this address: GitHub cannot deliver to it. --channel makes a way.\n',
      );
    await stored.write('reach', { backendUrl, proxyUrl: null });
  }
  setup.config = readConfig(withStored(env, await stored.read()));
}
