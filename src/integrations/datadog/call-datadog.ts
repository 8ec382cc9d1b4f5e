import { z } from 'zod';
import { callService } from '../services/call-service.js';
import type { ServiceCall } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { below } from '../services/service-address.js';
import type { DatadogConfig, DatadogCredentials } from './settings.js';

export type DatadogCall = ServiceCall<DatadogConfig, DatadogCredentials>;

interface DatadogRequest<T extends z.ZodType> {
  method: 'GET' | 'POST';
  /** Without a slash at its beginning. */
  path: string;
  body?: unknown;
  answer: T;
  isIdempotent: boolean;
  /** Reads: Datadog wants the application key too. */
  reads?: boolean;
}

const Errors = z.object({ errors: z.array(z.string()) });

/**
 * One request to Datadog's API (https://docs.datadoghq.com/api/latest/). Datadog answers 403 to keys it does not know.
 * Throws what `callService` does.
 */
export async function callDatadog<T extends z.ZodType>(
  call: DatadogCall,
  { path, reads = false, ...request }: DatadogRequest<T>,
): Promise<z.output<T>> {
  const { api_key, app_key } = call.credentials;
  if (reads && app_key === undefined)
    throw new ServiceRefusedError('credentials', 'Datadog needs the application key to be read');
  try {
    return await callService(call, {
      service: 'Datadog',
      ...request,
      url: below(call.config.base_url, path),
      headers: { 'dd-api-key': api_key, ...(reads && app_key !== undefined && { 'dd-application-key': app_key }) },
      reasonOf: (body) => Errors.safeParse(body).data?.errors.join(' ') ?? null,
      secrets: [api_key, app_key ?? ''],
      limitEndsAt,
    });
  } catch (error) {
    if (!(error instanceof ServiceRefusedError) || error.why !== 'permission') throw error;
    const keys = reads ? 'the API key or the application key, or the latter lacks a permission' : 'the API key';
    throw new ServiceRefusedError('credentials', `Datadog does not take ${keys}`, { cause: error });
  }
}

/** Seconds from now. https://docs.datadoghq.com/api/latest/rate-limits/ */
function limitEndsAt(headers: Headers, now: Date): Date | null {
  const seconds = Number(headers.get('x-ratelimit-reset') ?? NaN);
  return Number.isFinite(seconds) ? new Date(now.getTime() + seconds * 1000) : null;
}
