import { z } from 'zod';
import { credential } from '../services/credential.js';
import { baseAddress } from '../services/service-address.js';

const TEAM_KEY = /^[A-Za-z][A-Za-z0-9]{0,19}$/;
const STANDARD = 'https://api.linear.app/graphql';

export const LinearConfig = z.strictObject({
  base_url: baseAddress(`the address of the GraphQL API, such as ${STANDARD}`)
    .default(STANDARD)
    .describe(`Address of the GraphQL API, ${STANDARD} unless you go through a proxy`),
  team: z
    .string({ error: 'the key of the team that issues go to, such as ENG' })
    .regex(TEAM_KEY, 'the key of the team that issues go to: the letters before the number, such as ENG')
    .toUpperCase()
    .describe('Key of the team that issues go to, such as ENG, unless a workflow names another one'),
  project: z
    .string({ error: 'the name of the project that issues go to, or null' })
    .trim()
    .min(1, 'the name of the project that issues go to, or null')
    .max(200, 'the name of a project has at most 200 characters')
    .nullable()
    .default(null)
    .describe('Name of the project of that team that issues go to; null: none'),
});
export type LinearConfig = z.output<typeof LinearConfig>;

export const LinearCredentials = z.strictObject({
  api_key: credential('The API key').describe('API key (lin_api_…), or an OAuth access token without “Bearer”'),
  webhook_secret: credential('The signing secret', { max: 500 })
    .nullable()
    .default(null)
    .describe('Signing secret of the webhook; without it no events are taken'),
});
export type LinearCredentials = z.output<typeof LinearCredentials>;
