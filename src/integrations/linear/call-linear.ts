import { z } from 'zod';
import { callService } from '../services/call-service.js';
import type { ServiceCall } from '../services/integration-type.js';
import { linearFault } from './linear-fault.js';
import type { LinearConfig, LinearCredentials } from './settings.js';

export type LinearCall = ServiceCall<LinearConfig, LinearCredentials>;

/**
 * One operation of Linear's GraphQL API and what of its data is needed. Throws ServiceLimitedError,
 * ServiceUnavailableError, ServiceRefusedError.
 */
export async function callLinear<T extends z.ZodType>(
  call: LinearCall,
  {
    query,
    variables = {},
    answer,
    isIdempotent = true,
  }: { query: string; variables?: Record<string, unknown>; answer: T; isIdempotent?: boolean },
): Promise<z.output<T>> {
  const key = call.credentials.api_key;
  const secrets = [key];
  const said = await callService(call, {
    service: 'Linear',
    method: 'POST',
    url: call.config.base_url,
    headers: { authorization: authorizationOf(key) },
    body: { query, variables },
    answer: z.object({ data: answer }),
    isIdempotent,
    secrets,
    faultOf: (given, now) => linearFault(given, now, secrets),
  });
  return (said as { data: z.output<T> }).data;
}

/** API keys go as they are, OAuth tokens as `Bearer`. https://linear.app/developers/graphql#authentication */
function authorizationOf(key: string): string {
  return key.startsWith('lin_api_') ? key : `Bearer ${key}`;
}
