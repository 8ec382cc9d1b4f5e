import { z } from 'zod';
import { credential, NO_SECRET } from '../services/credential.js';
import { baseAddress } from '../services/service-address.js';

const ADDRESS = 'the address of the Jira Cloud site, such as https://your-site.atlassian.net';

export const JiraConfig = z
  .strictObject({
    base_url: baseAddress(ADDRESS).describe(
      'Address of your Jira Cloud site, such as https://your-site.atlassian.net; with an API token that has scopes, or an OAuth token: https://api.atlassian.com/ex/jira/<cloud id>',
    ),
    site_url: baseAddress(`${ADDRESS}, where base_url is another one; or null`)
      .nullable()
      .default(null)
      .describe('Address of the site as people open it, where base_url is another one'),
    project: z
      .string({ error: 'the key of the project that issues go to, such as SHOP' })
      .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'the key of the project that issues go to, such as SHOP')
      .toUpperCase()
      .describe('Key of the project that issues go to, such as SHOP, unless a workflow names another one'),
    issue_type: z
      .string({ error: 'the name of a type of issue, such as Task' })
      .trim()
      .min(1, 'the name of a type of issue, such as Task')
      .max(60, 'the name of a type of issue has at most 60 characters')
      .default('Task')
      .describe('Name of the type of the issues that are made; it must ask for no further fields'),
  })
  .refine(({ base_url, site_url }) => site_url !== null || new URL(base_url).hostname !== 'api.atlassian.com', {
    error: 'the address that people open, such as https://your-site.atlassian.net: base_url is that of programs',
    path: ['site_url'],
  });
export type JiraConfig = z.output<typeof JiraConfig>;

export const JiraCredentials = z
  .strictObject({
    email: z
      .email({ error: 'the e-mail address of the account that the API token belongs to' })
      .meta(NO_SECRET)
      .nullable()
      .default(null)
      .describe('E-mail address of the account that the API token belongs to; none with an access token'),
    api_token: credential('The API token')
      .nullable()
      .default(null)
      .describe('API token of that account, from id.atlassian.com; none with an access token'),
    access_token: credential('The access token')
      .nullable()
      .default(null)
      .describe('OAuth access token, without “Bearer”; none with an e-mail address and an API token'),
    webhook_secret: z
      .string({ error: 'the secret of the webhook, or null' })
      .min(1, 'the secret of the webhook, or null')
      .max(500, 'the secret of the webhook has at most 500 characters')
      .nullable()
      .default(null)
      .describe('Secret of the webhook that an administrator makes in Jira; without it no events are taken'),
  })
  .refine(
    ({ email, api_token, access_token }) =>
      [email, api_token].every((one) => (one === null) === (access_token !== null)),
    { error: 'an e-mail address with an API token, or an access token' },
  );
export type JiraCredentials = z.output<typeof JiraCredentials>;
