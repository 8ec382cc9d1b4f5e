import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

const fetchIntegrations = (installation: number) =>
  answerOf(api.integrations.$get({ query: { limit: '100', installation_id: String(installation) } }));

export type Integration = Awaited<ReturnType<typeof fetchIntegrations>>['items'][number];

export const integrationsOf = (installation: number) =>
  queryOptions({ queryKey: ['integrations', installation], queryFn: () => fetchIntegrations(installation) });

const fetchTypes = () => answerOf(api.integrations.types.$get({ query: {} }));

export type IntegrationType = Awaited<ReturnType<typeof fetchTypes>>['items'][number];

/** The services that can be connected. */
export const integrationTypes = queryOptions({
  queryKey: ['integration-types'],
  queryFn: fetchTypes,
  staleTime: Infinity,
});
