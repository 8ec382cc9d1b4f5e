/** Which requests a fault strikes; `path` is what follows `/api/v3` (or `/api` for GraphQL), without the query. */
export interface FaultMatch {
  method?: string;
  path: RegExp;
}

/** What happens in place of, or to, the answer. */
export type FaultKind =
  /** Answers `status` without doing anything. */
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** Refuses with the secondary limit; `retryAfter` null leaves the header out. */
  | { kind: 'secondary-limit'; retryAfter?: number | string | null }
  /** Refuses because the hour's requests are used up. */
  | { kind: 'primary-limit'; resetSeconds?: number }
  /** Cuts the connection before anything is done. */
  | { kind: 'reset' }
  /** Does what was asked, then cuts the connection, or answers `status` as a proxy does that lost the answer. */
  | { kind: 'lost-answer'; status?: number }
  /** Does what was asked, but later. */
  | { kind: 'delay'; delayMs: number }
  /** Does what was asked and sends the head and the first `bytes` of the body (half of it by default), then nothing. */
  | { kind: 'stall'; bytes?: number }
  /** Does what was asked and answers half of the JSON, or `text`. */
  | { kind: 'bad-json'; text?: string; contentType?: string };

export type Fault = FaultKind & { match: FaultMatch; times: number };

export interface FaultList {
  /** The next `times` requests that match meet this fault; faults are used up in the order they were added. */
  add(fault: Fault): void;
  /** How many strikes are still to come. */
  pending(): number;
  clear(): void;
  /** Uses up one strike; for the server. */
  take(method: string, path: string): FaultKind | null;
}

/** An empty list of faults. */
export function createFaultList(): FaultList {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push({ ...fault }),
    pending: () => faults.reduce((sum, { times }) => sum + times, 0),
    clear: () => void (faults = []),
    take: (method, path) => {
      const found = faults.find(
        ({ match, times }) => times > 0 && (match.method ?? method) === method && path.search(match.path) >= 0,
      );
      if (!found) return null;
      found.times -= 1;
      return found;
    },
  };
}
