import { z } from 'zod';

const TEAM_KEY = /^[A-Za-z][A-Za-z0-9]{0,19}$/;

export const LinearConfig = z.strictObject({
  base_url: z
    .url({ protocol: /^https?$/, error: 'the address of the GraphQL API, such as https://api.linear.app/graphql' })
    .default('https://api.linear.app/graphql'),
  team: z
    .string({ error: 'the key of the team that issues go to, such as ENG' })
    .regex(TEAM_KEY, 'the key of the team that issues go to: the letters before the number, such as ENG')
    .toUpperCase(),
  project: z
    .string({ error: 'the name of the project that issues go to, or null' })
    .trim()
    .min(1, 'the name of the project that issues go to, or null')
    .max(200, 'the name of a project has at most 200 characters')
    .nullable()
    .default(null),
});
export type LinearConfig = z.output<typeof LinearConfig>;

/** Written into a header as it is: printable, in one piece. */
const IN_ONE_PIECE = /^[\x21-\x7e]{1,4096}$/;

export const LinearCredentials = z.strictObject({
  api_key: z
    .string({ error: 'an API key of Linear (lin_api_…) or an OAuth access token' })
    .trim()
    .regex(IN_ONE_PIECE, 'an API key of Linear (lin_api_…) or an OAuth access token, without "Bearer"'),
  webhook_secret: z
    .string({ error: 'the signing secret of the webhook, or null' })
    .trim()
    .min(1, 'the signing secret of the webhook, or null')
    .max(500, 'the signing secret of the webhook has at most 500 characters')
    .nullable()
    .default(null),
});
export type LinearCredentials = z.output<typeof LinearCredentials>;
