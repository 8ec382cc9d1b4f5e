import { queryOptions } from '@tanstack/react-query';
import type { Part } from '../../operations/service-probes.js';
import { Unreachable } from './client.js';
import { words } from '../words/en.js';

export type { Part };

const PARTS = ['database', 'neo4j', 'mem0', 'claude', 'github', 'queue'] as const satisfies Part[];

/** The parts of the server that do not work; administrators are told why. It answers 503 where the database is one. */
export const unhealthyParts = queryOptions({
  queryKey: ['health'],
  queryFn: async () => {
    const answer = await fetch('/health', { credentials: 'same-origin' }).catch((error: unknown) => {
      throw new Unreachable(words.errors.unreachable, { cause: error });
    });
    const body = (await answer.json()) as Partial<Record<Part, string>>;
    return PARTS.flatMap((part) => {
      const [word, ...why] = (body[part] ?? '').split(': ');
      return word === 'unhealthy' ? [{ part, why: why.length === 0 ? null : why.join(': ') }] : [];
    });
  },
  refetchInterval: 60_000,
});
