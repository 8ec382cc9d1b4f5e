import { z } from 'zod';
import { DismissalReason } from './dismissal-reason.js';

/** What a command says about a dismissal; who, where and when is added by whoever carries it out. */
export const DismissalRequest = z.object({
  reason: DismissalReason,
  /** What the person added; '' if nothing. */
  text: z.string(),
  scope: z.enum(['finding', 'file', 'repository']),
  /** Null: for good. */
  days: z.number().int().positive().nullable(),
});
export type DismissalRequest = z.output<typeof DismissalRequest>;

/** What somebody wants to be remembered; who and where is added by whoever carries it out. */
export const MemoryRequest = z.object({
  text: z.string(),
  /** Of the paths where it holds; null: everywhere. */
  pathGlob: z.string().nullable(),
  /** The id of the rule that it is about; null: of none. */
  rule: z.string().nullable(),
  /** Null: for good. */
  days: z.number().int().positive().nullable(),
});
export type MemoryRequest = z.output<typeof MemoryRequest>;

/** The number of a finding (`F3` is 3); null: the one whose thread the comment stands in. */
const finding = z.number().int().positive().nullable();

/** One command of a comment, checked. What is not allowed is `help` with the problem that the answer names. */
export const Command = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('review'), full: z.boolean() }),
  z.object({ verb: z.literal('ask'), question: z.string() }),
  z.object({ verb: z.literal('explain'), finding }),
  z.object({ verb: z.literal('dismiss'), finding, dismissal: DismissalRequest }),
  z.object({ verb: z.literal('reopen'), finding }),
  z.object({ verb: z.literal('remember'), memory: MemoryRequest }),
  z.object({ verb: z.literal('forget'), memory: z.number().int().positive() }),
  z.object({ verb: z.literal('memories') }),
  z.object({ verb: z.literal('pause') }),
  z.object({ verb: z.literal('resume') }),
  z.object({ verb: z.literal('config') }),
  z.object({ verb: z.literal('help'), problem: z.string().nullable() }),
]);
export type Command = z.output<typeof Command>;
export type Verb = Command['verb'];

/** All verbs, in the order of the help. */
export const VERBS: readonly Verb[] = [
  'review',
  'ask',
  'explain',
  'dismiss',
  'reopen',
  'remember',
  'forget',
  'memories',
  'pause',
  'resume',
  'config',
  'help',
];
