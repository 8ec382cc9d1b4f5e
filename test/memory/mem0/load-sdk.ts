import { connectMem0 } from '../../../src/memory/mem0/connect-mem0.js';
import { defaultTimes } from '../../../src/memory/mem0/mem0-settings.js';
import { startMem0Server } from './mem0-server.js';
import { KEY } from './mem0-state.js';

/** Loads the platform's SDK, the way the product does: its modules take longer than the scaled deadlines of tests. */
export async function loadSdk(): Promise<void> {
  const server = await startMem0Server('platform');
  const patient = { ...defaultTimes, read: 20_000 };
  await connectMem0({ apiKey: KEY, host: server.url }, patient, new AbortController().signal);
  await server.close();
}
