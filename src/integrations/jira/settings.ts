import { z } from 'zod';

const ADDRESS = 'the address of the Jira Cloud site, such as https://acme.atlassian.net';

export const JiraConfig = z.strictObject({
  /** With an API token that has scopes, or an OAuth token: `https://api.atlassian.com/ex/jira/<cloud id>`. */
  base_url: z.url({ protocol: /^https?$/, error: ADDRESS }).transform((address) => address.replace(/\/+$/, '')),
  site_url: z
    .url({ protocol: /^https?$/, error: `${ADDRESS}, where base_url is another one; or null` })
    .transform((address) => address.replace(/\/+$/, ''))
    .nullable()
    .default(null),
  project: z
    .string({ error: 'the key of the project that issues go to, such as SHOP' })
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'the key of the project that issues go to, such as SHOP')
    .transform((key) => key.toUpperCase()),
  issue_type: z
    .string({ error: 'the name of a type of issue, such as Task' })
    .trim()
    .min(1, 'the name of a type of issue, such as Task')
    .max(60, 'the name of a type of issue has at most 60 characters')
    .default('Task'),
});
export type JiraConfig = z.output<typeof JiraConfig>;

/** Written into a header as it is: printable, in one piece. */
const IN_ONE_PIECE = /^[\x21-\x7e]{1,4096}$/;
const WHICH = 'an e-mail address with an API token, or an access token';

export const JiraCredentials = z
  .strictObject({
    email: z
      .email({ error: 'the e-mail address of the account that the API token belongs to' })
      .nullable()
      .default(null),
    api_token: z
      .string({ error: 'an API token of the account' })
      .trim()
      .regex(IN_ONE_PIECE, 'an API token of the account, in one piece')
      .nullable()
      .default(null),
    access_token: z
      .string({ error: 'an OAuth access token' })
      .trim()
      .regex(IN_ONE_PIECE, 'an OAuth access token, without "Bearer"')
      .nullable()
      .default(null),
    webhook_secret: z
      .string({ error: 'the secret of the webhook, or null' })
      .min(1, 'the secret of the webhook, or null')
      .max(500, 'the secret of the webhook has at most 500 characters')
      .nullable()
      .default(null),
  })
  .refine(({ email, api_token, access_token }) => (email !== null && api_token !== null) !== (access_token !== null), {
    error: WHICH,
  })
  .refine(({ email, api_token }) => (email === null) === (api_token === null), { error: WHICH });
export type JiraCredentials = z.output<typeof JiraCredentials>;
