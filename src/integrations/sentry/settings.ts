import { z } from 'zod';
import { credential } from '../services/credential.js';
import { baseUrl } from '../services/service-address.js';

const slug = (what: string) =>
  z
    .string(`${what} is missing`)
    .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/i, `${what} is the slug that stands in Sentry's addresses`);

export const SentryConfig = z.object({
  base_url: baseUrl('https://sentry.io').describe('Of your own Sentry, or the region of your organisation.'),
  organization: slug('The organisation').describe('Slug of your organisation, as it stands in Sentry’s addresses.'),
  installation: z
    .uuid("must be the UUID of the integration's installation")
    .optional()
    .describe(
      'UUID of the installation of your internal integration in Sentry. With it tickets are linked to issues; without it they are named in a comment.',
    ),
  repositories: z
    .record(
      slug('A project'),
      z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'must be a repository, as owner/name'),
    )
    .default({})
    .describe(
      'Where the code of a project lies: its slug, and owner/name. Without a word, the repository of its name.',
    ),
});
export type SentryConfig = z.output<typeof SentryConfig>;

export const SentryCredentials = z.object({
  auth_token: credential('The auth token').describe(
    'Token of an internal integration with the scopes org:read, project:read, event:read and event:write.',
  ),
  client_secret: credential('The client secret', { min: 16 })
    .optional()
    .describe('Of the same integration; Sentry signs its webhooks with it. Without it none is taken.'),
});
export type SentryCredentials = z.output<typeof SentryCredentials>;
