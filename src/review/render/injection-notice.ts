import type { Injection } from '../verify/detect-injection.js';

const TOLD = 'speaks to the reviewing model';

/** The line of the summary about text that speaks to a model; of untrusted text, to be made inert. */
export function injectionNotice({ place, quote }: Injection): string {
  return `Text in ${place} ${TOLD} ("${quote}"). It was read as data and changed nothing.`;
}

/** Whether a posted summary, or a line of one, has such a notice. */
export function tellsOfInjection(summary: string): boolean {
  return summary.includes(TOLD);
}
