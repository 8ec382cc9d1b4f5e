const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/y;

/** A duration of CEL. */
export class Span {
  constructor(readonly ms: number) {}

  toString(): string {
    return `${this.ms / 1000}s`;
  }
}

/** `1h30m`, `-2.5s` as Go writes durations; null: it is none. https://pkg.go.dev/time#ParseDuration */
export function parseSpan(text: string): Span | null {
  if (text.length > 40) return null;
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  let ms = 0;
  PART.lastIndex = sign.length;
  if (sign.length === text.length) return null;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) return null;
    ms += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? 0);
  }
  return new Span(sign === '-' ? -ms : ms);
}
