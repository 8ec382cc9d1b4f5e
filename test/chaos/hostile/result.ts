interface Holds {
  server: number | null;
  worker: number | null;
}

/** One row of the table; null: the case does not measure it. */
export interface Result {
  name: string;
  /** How long another tenant's pull request waited for its review, and how long it takes alone; milliseconds. */
  wait: number | null;
  alone: number | null;
  /** Longest time the worker's and the server's event loop were held; milliseconds. */
  hold: Holds;
  /** Longest time within a hold for which they computed: the rest they waited for a processor; milliseconds. */
  busy: Holds;
  /** Bytes. */
  memory: { server: number; worker: number };
  /** Most writes of one installation in one minute. */
  writesPerMinute: number;
  /** Calls of an installation between an answer that limited it and the time it named. */
  early: number;
  /** Secondary limits that were reached, beside those that a case orders. */
  limits: number;
  restarts: number;
  /** What else the case is about, in words. */
  remark: string;
  /** Why it failed, or nothing. */
  faults: string[];
}

/** The longest holds (or `busy` ones) that `/metrics` tells of; null where it tells of none. */
export function holdsIn(metrics: string, kind: 'hold' | 'busy'): Holds {
  const of = (process: string) => {
    const value = new RegExp(`^nectr_event_loop_longest_${kind}_seconds\\{process="${process}"\\} (\\S+)$`, 'm').exec(
      metrics,
    );
    return value ? Number(value[1]) * 1000 : null;
  };
  return { server: of('web'), worker: of('worker') };
}

const HEAD = [
  'case',
  'wait s',
  'alone s',
  'hold ms server/worker',
  'of it busy',
  'MB server/worker',
  'writes/min',
  'early',
  'restarts',
];

/** The table, and below it what each case says and why it failed. */
export function renderResults(results: readonly Result[]): string {
  const rows = results.map((each) => [
    each.name,
    seconds(each.wait),
    seconds(each.alone),
    `${whole(each.hold.server)} / ${whole(each.hold.worker)}`,
    `${whole(each.busy.server)} / ${whole(each.busy.worker)}`,
    `${megabytes(each.memory.server)} / ${megabytes(each.memory.worker)}`,
    String(each.writesPerMinute),
    String(each.early),
    String(each.restarts),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const words = results.flatMap(({ name, remark, faults }) => [
    `${name}: ${remark}`,
    ...faults.map((fault) => `  FAILED: ${fault}`),
  ]);
  return [line(HEAD), ...rows.map(line), '', ...words, ''].join('\n');
}

function seconds(ms: number | null): string {
  return ms === null ? '-' : (ms / 1000).toFixed(1);
}

function whole(value: number | null): string {
  return value === null ? '-' : value.toFixed(0);
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
