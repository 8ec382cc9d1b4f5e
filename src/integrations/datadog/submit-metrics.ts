import { z } from 'zod';
import { callDatadog, type DatadogCall } from './call-datadog.js';

export interface RunMetric {
  /** Such as `nectr.run.duration`. */
  name: string;
  kind: 'count' | 'gauge';
  value: number;
  at: Date;
  /** Such as `workflow:pr_review`. */
  tags: readonly string[];
  /** As Datadog names units: `second`, `dollar`; null: none. */
  unit: string | null;
}

/** https://docs.datadoghq.com/api/latest/metrics/submit-metrics/ */
const TYPES = { count: 1, gauge: 3 };
const MOST_BYTES = 500_000;
/** Room in each payload for what stands around the series. */
const AROUND = 20;

/**
 * Metrics of runs, in as many requests as Datadog's limit of 512,000 bytes asks for. Throws what `callService` does;
 * RangeError for a name or a value that Datadog would drop without a word.
 */
export async function submitMetrics(call: DatadogCall, metrics: readonly RunMetric[]): Promise<void> {
  for (const series of batches(metrics.map((metric) => seriesOf(metric, call.config.tags))))
    await callDatadog(call, {
      method: 'POST',
      path: 'api/v2/series',
      body: `{"series":[${series.join(',')}]}`,
      answer: z.object({ errors: z.array(z.string()).max(0) }),
      isIdempotent: false,
    });
}

function seriesOf({ name, kind, value, at, tags, unit }: RunMetric, ownTags: readonly string[]): string {
  if (!/^[A-Za-z][A-Za-z0-9_.]{0,199}$/.test(name)) throw new RangeError(`${name} is no name of a metric`);
  if (!Number.isFinite(value)) throw new RangeError(`${name} has no value`);
  return JSON.stringify({
    metric: name,
    type: TYPES[kind],
    points: [{ timestamp: Math.floor(at.getTime() / 1000), value }],
    tags: [...tags, ...ownTags],
    ...(unit !== null && { unit }),
  });
}

function batches(series: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const one of series) {
    const size = Buffer.byteLength(one) + 1;
    if (size > room) {
      all.push([]);
      room = MOST_BYTES - AROUND;
    }
    room -= size;
    all.at(-1)?.push(one);
  }
  return all;
}
