import { z } from 'zod';
import { callDatadog, type DatadogCall } from './call-datadog.js';

export interface DatadogMonitor {
  id: string;
  name: string;
  /** `OK`, `Alert`, `Warn`, `No Data`, …; null: it has none yet. */
  state: string | null;
  tags: string[];
  /** Null where Datadog's pages do not lie beside its API. */
  url: string | null;
}

const PAGE = 100;

const Monitors = z.array(
  z.object({
    id: z.coerce.string(),
    name: z.string(),
    overall_state: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
  }),
);

/** Monitors with the tag `service:<service>`, of the first hundred. https://docs.datadoghq.com/api/latest/monitors/get-all-monitors/ */
export async function findMonitors(call: DatadogCall, service: string): Promise<DatadogMonitor[]> {
  const query = new URLSearchParams({
    monitor_tags: `service:${service.toLowerCase()}`,
    page: '0',
    page_size: String(PAGE),
  });
  const monitors = await callDatadog(call, {
    method: 'GET',
    path: `api/v1/monitor?${query.toString()}`,
    answer: Monitors,
    isIdempotent: true,
    reads: true,
  });
  const site = siteOf(call.config.base_url);
  return monitors.map(({ id, name, overall_state, tags }) => ({
    id,
    name,
    state: overall_state ?? null,
    tags: tags ?? [],
    url: site && `${site}/monitors/${encodeURIComponent(id)}`,
  }));
}

/** Where people look at it. https://docs.datadoghq.com/getting_started/site/ */
function siteOf(baseUrl: string): string | null {
  const host = new URL(baseUrl).hostname;
  const domain = /^api\.((?:[a-z0-9]+\.)?(?:datadoghq\.(?:com|eu)|ddog-gov\.com))$/.exec(host)?.[1];
  if (domain === undefined) return null;
  return `https://${domain.split('.').length === 2 ? `app.${domain}` : domain}`;
}
