import { z } from 'zod';
import type { SandboxContext } from './environment.js';
import { notFound } from './github-error.js';
import { renderReaction } from './render/render-issue.js';
import { takeId, timestamp, type SandboxState } from './state.js';
import type { Reaction, User } from './types.js';

export const ReactionRequest = z.object({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
});

/** Adds a reaction, or finds the one this user gave before: 201 and 200, as GitHub answers. */
export function react(state: SandboxState, c: SandboxContext, reactions: Reaction[], user: User, content: string) {
  const known = reactions.find((each) => each.content === content && each.user.id === user.id);
  if (known) return c.json(renderReaction(state, known), 200);
  const reaction = { id: takeId(state), user, content, createdAt: timestamp() };
  reactions.push(reaction);
  return c.json(renderReaction(state, reaction), 201);
}

/** Those of a comment, all or of one kind. */
export function reactionsOf(c: SandboxContext, reactions: readonly Reaction[]): Reaction[] {
  const content = c.req.query('content');
  return reactions.filter((each) => content === undefined || each.content === content);
}

/** Takes away a reaction of this user; nobody takes away another's. */
export function takeBack(c: SandboxContext, reactions: Reaction[], user: User) {
  const id = Number(c.req.param('reaction'));
  const at = reactions.findIndex((each) => each.id === id && each.user.id === user.id);
  if (at < 0) throw notFound();
  reactions.splice(at, 1);
  return c.body(null, 204);
}
