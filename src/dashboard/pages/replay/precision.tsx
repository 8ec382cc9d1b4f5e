import { percent } from '../../format/number.js';
import { words } from '../../words/en.js';
import type { Figures } from './replay-queries.js';

const said = words.replay.figures;
type Share = Figures['precision']['estimate'];

/** Such as "12 % (6–22 %)"; null: there is nothing to take a share of. Pure. */
export function shareText({ share, low, high }: Share): string | null {
  return share === null ? null : said.range(percent(share), percent(low), percent(high));
}

/** How many of the findings somebody minded, as far as that can be told. */
export function Precision({ of }: { of: Figures['precision'] }) {
  const { estimate, too_few: tooFew, named_by_people: named, changed_later: changed } = of;
  if (estimate.of === 0) return <span className="text-ink-soft">{said.noneJudged}</span>;
  return (
    <>
      <span className={tooFew ? 'text-ink-soft' : 'text-base font-semibold'}>
        {tooFew ? said.tooFew : percent(estimate.share)}
      </span>
      <span className="block text-xs text-ink-soft">
        {said.rests(estimate.count, estimate.of)}
        {!tooFew && `, ${said.between(percent(estimate.low), percent(estimate.high))}`}
      </span>
      {estimate.count > 0 && <span className="block text-xs text-ink-soft">{said.why(changed, named)}</span>}
    </>
  );
}
