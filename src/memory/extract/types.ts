import { z } from 'zod';
import type { Person } from '../types.js';

/** What a model may propose; a dismissal or a map of the repository it may not. */
export const PROPOSED_TYPES = [
  'project_rule',
  'project_pattern',
  'decision',
  'risk_module',
  'developer_pattern',
  'developer_strength',
  'contributor_profile',
] as const;

/** What a model answers: each entry with the words of a person that it rests on. */
export const Proposals = z.strictObject({
  memories: z.array(
    z.strictObject({
      type: z.enum(PROPOSED_TYPES),
      text: z.string(),
      /** The name of the comment, as it was told. */
      comment: z.string(),
      quote: z.string(),
      /** Empty: the whole repository. */
      path_glob: z.string(),
    }),
  ),
});
export type Proposal = z.output<typeof Proposals>['memories'][number];

/** Something that a person with write permission wrote in a pull request. */
export interface PersonComment {
  /** As commands call it: the id of a comment of the conversation, `rc<id>` of one on lines, `rv<id>` of a review. */
  key: string;
  author: Person;
  /** Without what it quotes of others, and without what nobody sees. */
  text: string;
  link: string;
  /** The file it stands at; null: none. */
  path: string | null;
  /** Of comments on the same lines; null: it is no thread. */
  thread: number | null;
  at: Date;
  /** The finding of ours that its thread is about. */
  finding: { id: string; rule: string; state: string } | null;
}

/** A proposal that holds what it claims. */
export interface Candidate {
  type: Proposal['type'];
  text: string;
  quote: string;
  pathGlob: string | null;
  comment: PersonComment;
}

/** Why a proposal was dropped. */
export type Drop =
  | 'no such comment'
  | 'quote not in the comment'
  | 'quote too short'
  | 'text not in the quote'
  | 'speaks to a model'
  | 'empty or too long'
  | 'developer memories are off'
  | 'judges a person'
  | 'one too many';
