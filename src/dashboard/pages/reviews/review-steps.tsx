import { duration } from '../../format/number.js';
import { Card } from '../../ui/card.js';
import { classes } from '../../ui/classes.js';
import { Sideways } from '../../ui/sideways.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import type { ReviewDetail } from './review-queries.js';
import { waterfall, type Fall } from './waterfall.js';

const { steps: said } = words.review;
const BARS = {
  DEBUG: 'bg-line-strong',
  INFO: 'bg-[var(--chart-1)]',
  WARNING: 'bg-yellow',
  ERROR: 'bg-red',
  CRITICAL: 'bg-red',
} as const;
const TEXTS = {
  DEBUG: 'text-ink-soft',
  INFO: 'text-ink-soft',
  WARNING: 'text-yellow',
  ERROR: 'text-red',
  CRITICAL: 'text-red',
} as const;

/** What the run did when, and how long each step took. */
export function ReviewSteps({ steps, isDone }: { steps: ReviewDetail['steps']; isDone: boolean }) {
  const { falls, whole } = waterfall(steps);
  return (
    <Card title={said.title} flush actions={steps.length > 0 && <Whole ms={whole} />}>
      {steps.length === 0 ? (
        <Empty title={isDone ? said.none : said.notYet} hint={isDone ? said.noneHint : undefined} />
      ) : (
        <Sideways label={said.title}>
          <table className="w-full border-collapse text-sm">
            <thead className="sr-only">
              <tr>
                <th scope="col">{said.step}</th>
                <th scope="col">{said.course}</th>
                <th scope="col">{said.took}</th>
              </tr>
            </thead>
            <tbody aria-live={isDone ? undefined : 'polite'}>
              {falls.map((fall, at) => (
                <Row key={at} fall={fall} />
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
    </Card>
  );
}

function Whole({ ms }: { ms: number }) {
  return <span className="text-xs text-ink-soft tabular-nums">{duration(ms)}</span>;
}

function Row({ fall }: { fall: Fall }) {
  const { step, message, level, left, width, after, duration_ms: ms } = fall;
  const isPlain = ms !== null && level === 'INFO';
  return (
    <tr className="border-b border-line last:border-0">
      <td className="max-w-72 min-w-28 py-1.5 pr-3 pl-4">
        <span className="font-medium">{step ?? said.noStep}</span>
        {!isPlain && <div className={classes('text-xs break-words', TEXTS[level])}>{message}</div>}
      </td>
      <td className="w-full min-w-32 py-1.5">
        <span className="sr-only">{said.after(duration(after))}</span>
        <div aria-hidden="true" className="relative h-2.5">
          <span
            className={classes(
              'absolute top-0 h-full',
              width === null ? 'w-2.5 rounded-full' : 'rounded-xs',
              BARS[level],
            )}
            style={{
              left: `min(${left * 100}%, calc(100% - 10px))`,
              ...(width === null ? {} : { width: `max(${width * 100}%, 2px)` }),
            }}
          />
        </div>
      </td>
      <td className="py-1.5 pr-4 pl-3 text-right text-xs whitespace-nowrap text-ink-soft tabular-nums">
        {ms === null ? '' : duration(ms)}
      </td>
    </tr>
  );
}
