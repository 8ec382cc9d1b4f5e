import { Segments } from '../ui/segments.js';
import { words } from '../words/en.js';
import { PERIODS, type Period } from './period.js';

/** Chooses of how many days figures are shown. */
export function PeriodSwitch({ value, onChange }: { value: Period; onChange: (days: Period) => void }) {
  return (
    <Segments
      label={words.charts.period}
      value={value}
      options={PERIODS.map((days) => [days, words.charts.days(days)] as const)}
      onChange={onChange}
    />
  );
}
