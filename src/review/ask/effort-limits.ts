import type { Effort as Thinking } from '../../claude/types.js';
import type { Effort } from '../types.js';
import type { AgentLimits } from './agents/run-agent.js';

/** What a review of this effort may do. */
export interface EffortLimits {
  /** How much the model thinks before each answer. */
  thinking: Thinking;
  agent: Pick<AgentLimits, 'turns' | 'toolCalls'>;
  /** Fresh readings of each part after the first, each for what those before it have not found. */
  furtherReadings: number;
  /** Which claims of the model another reader looks at before they are told. */
  looksAt: 'must-fix' | 'all';
  /** Of what a review may spend at most. */
  share: number;
}

export const EFFORT_LIMITS: Readonly<Record<Effort, EffortLimits>> = {
  quick: {
    thinking: 'low',
    agent: { turns: 8, toolCalls: 20 },
    furtherReadings: 0,
    looksAt: 'must-fix',
    share: 1 / 3,
  },
  normal: {
    thinking: 'medium',
    agent: { turns: 12, toolCalls: 40 },
    furtherReadings: 1,
    looksAt: 'all',
    share: 2 / 3,
  },
  deep: { thinking: 'high', agent: { turns: 16, toolCalls: 60 }, furtherReadings: 2, looksAt: 'all', share: 1 },
};
