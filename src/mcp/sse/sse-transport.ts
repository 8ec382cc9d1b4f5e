import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';

/** A transport of which one side is written to a stream of events, and the other comes by `receive`. */
export interface SseTransport extends Transport {
  receive(message: JSONRPCMessage): void;
}

/**
 * The transport of one session of HTTP+SSE (revision 2024-11-05). It is ours: the one of the SDK
 * (`@modelcontextprotocol/server-legacy`) wants Express. `write` sends an event `message`; `end` ends the stream.
 */
export function createSseTransport({
  write,
  end,
}: {
  write(message: string): Promise<void>;
  end(): void;
}): SseTransport {
  let isOpen = true;
  const transport: SseTransport = {
    start: () => Promise.resolve(),
    send: (message) => (isOpen ? write(JSON.stringify(message)) : Promise.resolve()),
    close: () => {
      if (isOpen) {
        isOpen = false;
        end();
        transport.onclose?.();
      }
      return Promise.resolve();
    },
    receive: (message) => transport.onmessage?.(message),
  };
  return transport;
}
