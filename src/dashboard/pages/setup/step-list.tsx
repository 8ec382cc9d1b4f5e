import { classes } from '../../ui/classes.js';
import { words } from '../../words/en.js';
import { isDone, isOpen, type SetupProgress } from './progress.js';
import { STEPS, type Step } from './search.js';

/** All steps: which is open, which are done, which wait for one before them. */
export function StepList(props: { progress: SetupProgress; current: Step; open: (step: Step) => void }) {
  const { progress, current, open } = props;
  return (
    <nav aria-label={words.setup.steps}>
      <ol className="flex flex-col gap-0.5">
        {STEPS.map((step, at) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === current ? 'step' : undefined}
              disabled={!isOpen(step, progress)}
              onClick={() => open(step)}
              className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm text-ink-soft hover:bg-hover disabled:cursor-not-allowed disabled:opacity-50 disabled:hover:bg-transparent aria-[current=step]:bg-hover aria-[current=step]:font-medium aria-[current=step]:text-ink"
            >
              <span
                aria-hidden="true"
                className={classes(
                  'inline-flex size-5 flex-none items-center justify-center rounded-full border text-2xs tabular-nums',
                  isDone(step, progress) ? 'border-transparent bg-green-soft text-green' : 'border-line-strong',
                )}
              >
                {isDone(step, progress) ? '✓' : at + 1}
              </span>
              {words.setup.names[step]}
              {isDone(step, progress) && <span className="sr-only">{words.setup.isDone}</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
