interface Start {
  type: string;
  events?: readonly string[] | null | undefined;
  schedule?: string | null | undefined;
  timezone?: string | null | undefined;
}

/** What starts a workflow, each in a few words. Pure. */
export function startsOn(on: readonly Start[]): string[] {
  return on.flatMap(({ type, events, schedule, timezone }) => {
    if (type === 'event') return events ?? [];
    if (type === 'schedule')
      return `${schedule ?? ''}${timezone == null || timezone === 'UTC' ? '' : ` (${timezone})`}`;
    return type === 'manual' ? 'by hand' : type;
  });
}
