import { words } from '../../words/en.js';
import { trailOf } from './trail-of.js';
import { useGraphSearch } from './use-graph-search.js';

const told = words.graph;
const STEP = 'rounded-sm px-1 text-link hover:underline aria-[current=true]:text-ink aria-[current=true]:font-medium';

/** The way from the root to what is shown; each step leads back. */
export function Trail() {
  const { asked, show } = useGraphSearch();
  const steps = trailOf(asked);
  const root = { view: asked.view === 'files' ? ('files' as const) : ('folders' as const), focus: '' };
  return (
    <nav aria-label={told.trail} className="min-w-0">
      <ol className="flex flex-wrap items-center gap-x-0.5 font-mono text-xs">
        <li>
          <button type="button" className={STEP} aria-current={steps.length === 0} onClick={() => show(root)}>
            {told.root}
          </button>
        </li>
        {steps.map((step, at) => (
          <li key={`${step.view}:${step.focus}`} className="flex items-center gap-x-0.5">
            {step.view !== 'symbol' && <span aria-hidden="true">/</span>}
            <button
              type="button"
              className={`${STEP} text-left wrap-anywhere`}
              aria-current={at === steps.length - 1}
              onClick={() => show(step)}
            >
              {step.name}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
