import { isLoopback } from './is-loopback.js';

/** Where people reach us: origins, such as `https://nectr.example.com`. */
export interface Addresses {
  backend: string;
  /** Null: the front end comes from the backend itself. */
  frontend: string | null;
}

/** The origins whose pages may change things with the cookie of a person. */
export function ownOrigins({ backend, frontend }: Addresses): string[] {
  return frontend === null ? [backend] : [backend, frontend];
}

/** Whether the front end lies where a browser takes requests to us for those of another site. */
export function isApart({ backend, frontend }: Addresses): boolean {
  return frontend !== null && frontend !== backend && !isLoopback(new URL(backend).hostname);
}
