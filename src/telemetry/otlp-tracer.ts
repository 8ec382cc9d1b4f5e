import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span as OtelSpan } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace';
import { describeError } from '../access/log-error.js';
import { registerSecret } from '../access/redact.js';
import type { Log } from '../workflows/ports.js';
import type { Span, SpanFields, Tracer } from './in-span.js';
import type { TracedProcess, TracingConfig } from './start-tracing.js';

const EXPORT_MS = 5000;
const CLOSE_MS = 2000;
/** What waits to be sent; more is dropped, so that a collector that is away costs no memory. */
const QUEUE = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 2000 };
/** Nothing longer than a name belongs into a trace. */
const LIMITS = { attributeValueLengthLimit: 256, attributeCountLimit: 32 };
const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT } as const;

/**
 * A tracer that sends to a collector. Which span stands in which is kept here, so that neither a global of
 * OpenTelemetry nor a package for it is needed: other libraries in the process trace nothing.
 */
export function openOtlpTracer(
  { endpoint, headers }: TracingConfig,
  { role, version, environment }: TracedProcess,
  log: Pick<Log, 'info' | 'warn'>,
): Tracer & { close(): Promise<void> } {
  for (const value of Object.values(headers)) registerSecret(value);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: EXPORT_MS,
    concurrencyLimit: 1,
  });
  const processor = new BatchSpanProcessor({ exporter: told(exporter, log), exportTimeoutMillis: EXPORT_MS, ...QUEUE });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'nectr',
      'service.version': version,
      'deployment.environment.name': environment,
      'nectr.role': role,
    }),
    spanLimits: LIMITS,
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('nectr', version);
  const current = new AsyncLocalStorage<OtelSpan>();
  return {
    inSpan: async ({ name, kind, fields = {} }, work) => {
      const parent = current.getStore();
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: known(fields) }, context);
      try {
        return await current.run(span, () => work(handleOf(span)));
      } catch (error) {
        // The message may hold what people wrote.
        handleOf(span).fail(error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    },
    close: async () => {
      const late = new AbortController();
      const closing = provider.shutdown().catch(() => undefined);
      await Promise.race([closing, sleep(CLOSE_MS, undefined, { signal: late.signal }).catch(() => undefined)]);
      late.abort();
    },
  };
}

function handleOf(span: OtelSpan): Span {
  return {
    set: (fields) => void span.setAttributes(known(fields)),
    rename: (name) => void span.updateName(name),
    fail: (type) => void span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', type),
  };
}

function known(fields: SpanFields): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null),
  );
}

/** The exporter itself is silent: the log tells when the collector goes, and when it is back. */
function told(exporter: SpanExporter, log: Pick<Log, 'info' | 'warn'>): SpanExporter {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0 && !failing)
          log.warn({ err: describeError(result.error) }, 'the collector takes no traces: they are dropped');
        if (result.code === 0 && failing) log.info({}, 'the collector takes traces again');
        failing = result.code !== 0;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
