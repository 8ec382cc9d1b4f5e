import { checkKey } from '../../setup/setup-steps.js';
import { read } from './store-existing.js';
import type { SetupCommand } from './with-setup.js';

/** Stores a key of Anthropic after one small call with it. Throws a Problem. */
export async function storeClaude({ env, stored }: SetupCommand, file: string): Promise<void> {
  const apiKey = read(file, '--claude-key-file').trim();
  await checkKey(env, apiKey);
  await stored.write('claude', { apiKey });
  process.stdout.write('The key of Anthropic is stored.\n');
}
