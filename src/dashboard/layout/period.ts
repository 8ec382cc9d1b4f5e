import { numberIn } from './search-params.js';

/** The days that figures are shown of. */
export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];
export const USUAL_PERIOD: Period = 30;

/** `?days=`; undefined: the usual period, or none that there is. */
export const periodIn = (value: unknown): Period | undefined => {
  const days = numberIn(value);
  return PERIODS.find((period) => period === days && period !== USUAL_PERIOD);
};

/** The day (UTC) that the period before ends with. Pure. */
export const endOfPeriodBefore = (days: Period, now = Date.now()): string =>
  new Date(now - days * 86_400_000).toISOString().slice(0, 10);
