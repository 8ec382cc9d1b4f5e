import { z } from 'zod';
import { callSlack } from './call-slack.js';
import type { SlackCall } from './settings.js';

const Us = z.object({ team_id: z.string(), enterprise_id: z.string().nullish() });
/** https://docs.slack.dev/reference/objects/user-object */
const Person = z.object({
  user: z.object({
    team_id: z.string().optional(),
    enterprise_user: z.object({ enterprise_id: z.string() }).nullish(),
    deleted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    is_email_confirmed: z.boolean().default(true),
    // Without the scope users:read.email there is none.
    profile: z.object({ email: z.string().nullish() }).optional(),
  }),
});

/**
 * The e-mail address of a person; null: it is not told, or not to be trusted. In a channel that is shared with another
 * workspace its people press buttons too, and what their address is that workspace says. Throws as `callSlack`.
 */
export async function emailOf(call: SlackCall, userId: string): Promise<string | null> {
  const [us, { user }] = await Promise.all([
    callSlack(call, 'auth.test', { body: {}, answer: Us, isIdempotent: true }),
    callSlack(call, 'users.info', { query: { user: userId }, answer: Person, isIdempotent: true }),
  ]);
  const enterprise = us.enterprise_id ?? null;
  const isOurs =
    user.team_id === us.team_id || (enterprise !== null && user.enterprise_user?.enterprise_id === enterprise);
  if (!isOurs || user.deleted || user.is_stranger || !user.is_email_confirmed) return null;
  return user.profile?.email ?? null;
}
