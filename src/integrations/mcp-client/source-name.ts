import type { McpServerAccess } from './types.js';

const NAMES = { linear: 'Linear', sentry: 'Sentry', slack: 'Slack' } as const;

/** A server as people call it: its service, or the name that an administrator gave it. */
export function sourceName({ kind, name }: Pick<McpServerAccess, 'kind' | 'name'>): string {
  return kind === 'other' ? name : NAMES[kind];
}
