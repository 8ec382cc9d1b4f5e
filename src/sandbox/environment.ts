import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What the sandbox's routes find in Hono's context. */
export interface Environment {
  Bindings: HttpBindings;
  Variables: { installationId: number | null; rateKey: string | null };
}

export type SandboxContext = Context<Environment>;
