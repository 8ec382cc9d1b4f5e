import { z } from 'zod';

const ADDRESS = 'the address of the Jira Cloud site, such as https://acme.atlassian.net';

/** `https://acme.atlassian.net/` is meant as `https://acme.atlassian.net`. */
const address = (error: string) =>
  z
    .url({ protocol: /^https?$/, error })
    .max(500, error)
    .overwrite((given) => given.replace(/\/+$/, ''));

export const JiraConfig = z
  .strictObject({
    /** With an API token that has scopes, or an OAuth token: `https://api.atlassian.com/ex/jira/<cloud id>`. */
    base_url: address(ADDRESS),
    site_url: address(`${ADDRESS}, where base_url is another one; or null`).nullable().default(null),
    project: z
      .string({ error: 'the key of the project that issues go to, such as SHOP' })
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'the key of the project that issues go to, such as SHOP')
      .toUpperCase(),
    issue_type: z
      .string({ error: 'the name of a type of issue, such as Task' })
      .trim()
      .min(1, 'the name of a type of issue, such as Task')
      .max(60, 'the name of a type of issue has at most 60 characters')
      .default('Task'),
  })
  .refine(({ base_url, site_url }) => site_url !== null || new URL(base_url).hostname !== 'api.atlassian.com', {
    error: 'the address that people open, such as https://acme.atlassian.net: base_url is that of programs',
    path: ['site_url'],
  });
export type JiraConfig = z.output<typeof JiraConfig>;

/** Written into a header as it is: printable, in one piece. */
const IN_ONE_PIECE = /^[\x21-\x7e]{1,4096}$/;

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
  .refine(
    ({ email, api_token, access_token }) =>
      [email, api_token].every((one) => (one === null) === (access_token !== null)),
    { error: 'an e-mail address with an API token, or an access token' },
  );
export type JiraCredentials = z.output<typeof JiraCredentials>;
