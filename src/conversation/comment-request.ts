import { z } from 'zod';
import { Command } from './command.js';

/** Where and by whom something was asked; the ids are GitHub's. */
export const AskedComment = z.object({
  id: z.number(),
  /** In the conversation of the pull request, or in a thread on its lines. */
  kind: z.enum(['issue', 'review']),
  /** The comment that begins the thread; null outside of a thread or at its beginning. */
  inReplyTo: z.number().nullable(),
  createdAt: z.string(),
});
export type AskedComment = z.output<typeof AskedComment>;

/** What a comment asks for, kept with the run (`trigger_data`): a command, or a reply in the thread of a finding. */
export const CommentRequest = z.object({
  commenter: z.object({ id: z.number(), login: z.string() }),
  comment: AskedComment,
  /** Null: a reply without a command. */
  command: Command.nullable(),
  /** What was written, bounded: the whole reply, or the line of the command. */
  text: z.string(),
});
export type CommentRequest = z.output<typeof CommentRequest>;

/** The name of a comment in keys and markers; the two kinds count their ids apart. */
export function commentKey({ id, kind }: Pick<AskedComment, 'id' | 'kind'>): string {
  return kind === 'issue' ? String(id) : `rc${id}`;
}
