import type { LedgerFinding } from '../../types.js';
import type { NumberedLead } from '../prompt/chunk-parts.js';

export type ReviewRole = 'general' | 'security' | 'performance' | 'quality';

export const PARALLEL_ROLES: readonly ReviewRole[] = ['security', 'performance', 'quality'];

const FOCUS: Record<ReviewRole, string> = {
  general: 'Review this part of the change for every kind of fault.',
  security:
    'Review this part of the change for security only: who may do what, what reaches a query, a shell, a path, a template, a log or another tenant, secrets, cryptography, deserialisation, races that open a hole, resource exhaustion by a stranger. Two others look at performance and at correctness; leave these to them.',
  performance:
    'Review this part of the change for performance and use of resources only: work that grows with the data (queries or calls in loops, repeated scans), memory without bound, blocking of an event loop or a lock, missing release of connections, files, timers and listeners, caches that never miss or never hit, retries without end. Report what costs at sizes that will occur. Two others look at security and at correctness; leave these to them.',
  quality:
    'Review this part of the change for correctness and for what misleads: logic, edge cases, error paths, concurrency, types and units, contracts with callers, what the description and the issue ask for, copies that disagree, names and messages that say the opposite. Two others look at security and at performance; leave these to them.',
};

/** The leads that an agent of this role judges: where several read, each those of its concern. */
export function leadsOf(role: ReviewRole, leads: readonly NumberedLead[]): NumberedLead[] {
  if (role === 'general') return [...leads];
  const own = ({ category }: NumberedLead): ReviewRole =>
    category === 'security' || category === 'performance' ? category : 'quality';
  return leads.filter((lead) => own(lead) === role);
}

/** The task of an agent that looks for faults. It stands last, after everything that is shared. */
export function reviewTask(
  role: ReviewRole,
  uncertain: readonly LedgerFinding[],
  language: string,
  leads: readonly NumberedLead[] = [],
): string {
  return [
    '# Your task',
    FOCUS[role],
    uncertain.length > 0
      ? `These earlier findings stand in code that has changed since: ${uncertain.map(({ handle }) => `F${handle}`).join(', ')}. Call judge_finding once for each: stands if the fault is still in the code, fixed if the code no longer has it.`
      : '',
    leads.length > 0
      ? `Rules and tools point at these places without proof: ${leads.map(({ handle }) => handle).join(', ')}. They may be wrong. Read the code that decides each, then call judge_finding once for each: stands only if the change brings a fault there and you can name the input, state or caller that meets it; wrong if the code excludes it, or it is harmless; unsure if the code does not decide it. The reason says in at most three sentences what you read: it is posted as the proof of what stands. Do not call report_finding for the same fault.`
      : '',
    language === 'en'
      ? ''
      : `Write title, why, how_verified, summary and unmet_criteria in the language "${language}".`,
    'Then end with the closing text.',
  ]
    .filter(Boolean)
    .join('\n');
}
