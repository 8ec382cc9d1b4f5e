import { connectMem0 } from './connect-mem0.js';
import type { Mem0Dialect } from './mem0-dialect.js';
import { defaultTimes, type Mem0Settings, type Mem0Times } from './mem0-settings.js';

/** What runs at a Mem0 that wants a key and accepts ours. Throws Mem0Error, which says what is wrong. */
export async function inspectMem0(
  settings: Mem0Settings,
  times: Mem0Times = defaultTimes,
): Promise<{ speaks: Mem0Dialect['name'] }> {
  return { speaks: (await connectMem0(settings, times, new AbortController().signal)).name };
}
