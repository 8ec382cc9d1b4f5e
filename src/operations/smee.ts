import { SmeeClient } from 'smee-client';
import { z } from 'zod';

interface SmeeLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

interface SmeeOptions {
  source: string;
  target: string;
  log: SmeeLog;
}

const FORWARD_DEADLINE_MS = 10_000;
const RECONNECT_MS = 5000;

/** What smee.io sends: the delivery's headers and, under `body`, its JSON as a value: the bytes are gone. */
const Message = z.looseObject({ 'x-github-event': z.string(), body: z.record(z.string(), z.unknown()) });

/**
 * Brings deliveries from a smee channel to a local server. The client's own forwarding is not used: it writes the
 * JSON in one way only, sends every header, and takes a proxy for the way to this machine. The receiver alone decides
 * which bytes fit the signature; nothing is signed here, as anybody may post to a channel. Throws if the channel cannot
 * be reached; a channel that is closed later is opened again.
 */
export async function startSmee(options: SmeeOptions): Promise<{ stop(): Promise<void> }> {
  const { source, target, log } = options;
  const client = new SmeeClient({
    source,
    target,
    forward: false,
    logger: {
      info: (...text: unknown[]) => log.info({}, `smee: ${text.map(String).join(' ')}`),
      error: (...text: unknown[]) => log.error({}, `smee: ${text.map(String).join(' ')}`),
    },
    maxConnectionTimeout: 10_000,
  });
  client.onmessage = ({ data }) => void forward(String(data), target, log);
  const open = async () => {
    const events = await client.start();
    return () => events.readyState === events.CLOSED;
  };
  let isClosed = await open().catch(async (error: unknown) => {
    await client.stop();
    throw new Error(`the smee channel ${source} does not answer: check WEBHOOK_PROXY_URL`, { cause: error });
  });
  let opening: Promise<void> = Promise.resolve();
  const watch = setInterval(() => {
    if (!isClosed()) return;
    isClosed = () => false;
    opening = open().then(
      (again) => void (isClosed = again),
      () => void (isClosed = () => true),
    );
  }, RECONNECT_MS);
  return {
    stop: async () => {
      clearInterval(watch);
      await opening;
      await client.stop();
    },
  };
}

/** The same for a channel that need not be there yet: it is tried again until it is. */
export function keepSmee(options: SmeeOptions): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const open = (): Promise<{ stop(): Promise<void> } | null> =>
    startSmee(options).catch((error: unknown) => {
      options.log.error({ err: error }, 'the smee channel does not answer: it is tried again');
      if (!stopped) timer = setTimeout(() => void (opened = open()), RECONNECT_MS).unref();
      return null;
    });
  let opened = open();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await (await opened)?.stop();
    },
  };
}

async function forward(data: string, target: string, log: SmeeLog): Promise<void> {
  const message = Message.safeParse(parse(data));
  if (!message.success) return log.error({}, 'smee: a message that is no delivery of GitHub was left out');
  const { body, ...fields } = message.data;
  const headers = Object.entries(fields).flatMap(([name, value]) =>
    /^(?:x-github-|x-hub-signature|user-agent$)/.test(name) && typeof value === 'string'
      ? [[name, value] as const]
      : [],
  );
  const delivery = { event: fields['x-github-event'], deliveryId: fields['x-github-delivery'] };
  try {
    for (const bytes of writings(body)) {
      const { status } = await fetch(target, {
        method: 'POST',
        headers: { ...Object.fromEntries(headers), 'content-type': 'application/json' },
        body: bytes,
        signal: AbortSignal.timeout(FORWARD_DEADLINE_MS),
      });
      if (status !== 401) return log.info({ ...delivery, status }, 'smee: forwarded');
    }
    log.error(
      delivery,
      'smee: the signature fits no way of writing this delivery: compare WEBHOOK_SECRET with the App, or use a tunnel that keeps the bytes',
    );
  } catch (error) {
    log.error({ ...delivery, err: error }, 'smee: not forwarded');
  }
}

/**
 * The ways in which GitHub may have written this value: as JSON.stringify does, or with upper-case escapes such as
 * `\u001B`, seen in text with terminal colours (https://github.com/octokit/webhooks.js/issues/71). A backslash that is
 * itself escaped begins no escape.
 */
function writings(body: unknown): string[] {
  const plain = JSON.stringify(body);
  const upper = plain.replace(/\\(?:u[\da-f]{4}|.)/g, (escape) =>
    escape.length === 6 ? `\\u${escape.slice(2).toUpperCase()}` : escape,
  );
  return upper === plain ? [plain] : [plain, upper];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
