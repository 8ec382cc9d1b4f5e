import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hono } from 'hono';

/** What answers behind the listener: set-up, or the configured server. One follows the other on the same port. */
export interface Serving {
  receive(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  routes: Pick<Hono, 'fetch'>;
  /** Begins what only one may do at a time: the worker, the metrics' port, the channel. Called once it answers. */
  begin(): Promise<void>;
  /** Ends what would keep a connection open. */
  endStreams(): Promise<void>;
  close(): Promise<void>;
}

/** What has been started, stopped in the reverse order; what fails is told and stops nothing else. */
export interface Stops {
  add(stop: () => unknown): void;
  all(): Promise<void>;
}

export function createStops(failed: (error: unknown) => void): Stops {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    all: async () => {
      for (const stop of stops.splice(0).reverse()) {
        try {
          await stop();
        } catch (error) {
          failed(error);
        }
      }
    },
  };
}
