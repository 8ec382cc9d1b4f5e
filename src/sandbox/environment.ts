import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** What the sandbox's routes find in Hono's context. */
export interface Environment {
  Bindings: HttpBindings;
  Variables: {
    installationId: number | null;
    rateKey: string | null;
    /** It changes nothing, or it creates what people see. */
    reads: boolean;
    content: boolean;
    /** Counted among the requests that are under way. */
    counted: boolean;
    /** Sent before the end of a limit. */
    early: boolean;
  };
}

export type SandboxContext = Context<Environment>;
