import type { Log } from '../workflows/ports.js';
import { traceWith } from './in-span.js';

/** Where traces go (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). */
export interface TracingConfig {
  /** The collector's address, without `/v1/traces`. */
  endpoint: string;
  /** What it asks for, such as a key. */
  headers: Readonly<Record<string, string>>;
}

/** Who sends the traces. */
export interface TracedProcess {
  role: string;
  version: string;
  environment: string;
}

/**
 * Sends spans of this process to a collector by OTLP over HTTP. Without one nothing of OpenTelemetry is loaded. A
 * collector that is away costs nothing but the spans: they are dropped, and the log says so once. `stop` sends what is
 * left, for at most two seconds.
 */
export async function startTracing(
  config: TracingConfig | null,
  process: TracedProcess,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<{ stop(): Promise<void> }> {
  if (config === null) return { stop: () => Promise.resolve() };
  // A dozen packages: whoever sends no traces does not wait for them.
  const { openOtlpTracer } = await import('./otlp-tracer.js');
  const tracer = openOtlpTracer(config, process, log);
  traceWith(tracer);
  return {
    stop: async () => {
      traceWith(null);
      await tracer.close();
    },
  };
}
