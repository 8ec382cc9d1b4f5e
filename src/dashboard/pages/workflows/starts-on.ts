import { scheduleInWords } from '../../format/schedule.js';

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
    if (type === 'schedule') return scheduled(schedule ?? '', timezone ?? 'UTC');
    return type === 'manual' ? 'by hand' : type;
  });
}

/** In words where there are some, and as it is written; the zone where there is a time of a day. */
function scheduled(schedule: string, zone: string): string {
  const said = scheduleInWords(schedule);
  if (said === null) return zone === 'UTC' ? schedule : `${schedule} ${zone}`;
  return `${said.includes(':') ? `${said} ${zone}` : said} (${schedule})`;
}
