import { startThread } from '../../threads/start-thread.js';
import { readYaml, type YamlAnswer } from './read-yaml.js';

/** Bytes that are read at once without anybody else having to wait: nearly every settings file is smaller. */
const SMALL = 2048;
const DEADLINE_MS = 10_000;
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

/**
 * Reads YAML that people outside wrote; a longer text on a thread of its own, with limits of time and memory. Never
 * throws.
 */
export async function readYamlApart(text: string): Promise<YamlAnswer> {
  if (text.length <= SMALL) return readYaml(text);
  const thread = startThread('github/settings/read-yaml-thread', { workerData: text, resourceLimits: LIMITS });
  let timer: NodeJS.Timeout | undefined;
  const answer = await new Promise<YamlAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, why: 'takes too long to read' }), DEADLINE_MS);
    thread.on('message', (value: YamlAnswer) => resolve(value));
    thread.on('error', () => resolve({ ok: false, why: 'takes too much memory to read' }));
    thread.on('exit', () => resolve({ ok: false, why: 'could not be read' }));
  });
  clearTimeout(timer);
  await thread.terminate();
  return answer;
}
