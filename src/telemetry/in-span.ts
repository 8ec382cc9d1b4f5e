/** What is told of a piece of work; `null` is left out. Never what people wrote, a query or a secret. */
export type SpanFields = Readonly<Record<string, string | number | boolean | null>>;

export interface SpanStart {
  /** Few different ones: no ids, no names of customers. */
  name: string;
  /** `server`: asked by somebody outside; `client`: asks somebody outside. */
  kind: 'internal' | 'server' | 'client';
  fields?: SpanFields;
}

/** A piece of work under way. */
export interface Span {
  set(fields: SpanFields): void;
  /** For what is only known at the end, such as the route of a request. */
  rename(name: string): void;
  /** It did not go well, though nothing was thrown. `type` is a word or a status, no message. */
  fail(type: string): void;
}

/** Who keeps spans. What is thrown by the work passes through. */
export interface Tracer {
  inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>;
}

/** One for a process: as OpenTelemetry's own, so that no function has to be handed it. */
let tracer: Tracer | null = null;

const none: Span = { set: () => undefined, rename: () => undefined, fail: () => undefined };

/** From now on spans are kept by this tracer; null: by nobody. */
export function traceWith(next: Tracer | null): void {
  tracer = next;
}

/** Does the work as a span of the trace that it stands in; without a tracer it is just done. */
export function inSpan<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer === null ? work(none) : tracer.inSpan(start, work);
}
