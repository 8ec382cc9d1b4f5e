import { SmeeClient } from 'smee-client';

interface SmeeLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Brings deliveries from a smee channel to a local server. Smee writes the JSON again; as GitHub sends it compact and
 * in the same order the bytes, and so the signature, are the same. Throws if the channel cannot be reached.
 */
export async function startSmee(options: {
  source: string;
  target: string;
  log: SmeeLog;
}): Promise<{ stop(): Promise<void> }> {
  const { source, target, log } = options;
  const client = new SmeeClient({
    source,
    target,
    logger: {
      info: (...text: unknown[]) => log.info({}, `smee: ${text.map(String).join(' ')}`),
      error: (...text: unknown[]) => log.error({}, `smee: ${text.map(String).join(' ')}`),
    },
    maxConnectionTimeout: 10_000,
  });
  await client.start();
  return { stop: () => client.stop() };
}
