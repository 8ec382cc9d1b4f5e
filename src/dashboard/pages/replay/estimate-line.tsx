import { useQuery } from '@tanstack/react-query';
import { duration, money } from '../../format/number.js';
import { words } from '../../words/en.js';
import type { RepoParams } from '../repos/repo-queries.js';
import { estimateQuery } from './replay-queries.js';

const said = words.replay.estimate;

/** What a replay will cost, and what that rests on. */
export function EstimateLine({
  params,
  pullRequests,
  settings,
  efforts,
}: {
  params: RepoParams;
  pullRequests: number;
  settings: number;
  /** Of the settings that set one. */
  efforts: readonly string[];
}) {
  const { data, error } = useQuery(estimateQuery(params, { pullRequests, settings, efforts }));
  if (error !== null) return <p>{said.failed}</p>;
  if (data === undefined) return <p>{said.waiting}</p>;
  const { reviews, model, cost_usd: cost, most_usd: most, seconds, based_on: basis, reckoned } = data;
  if (model === null) return <p>{said.rulesOnly(reviews)}</p>;
  if (cost === null || most === null || basis === null) return <p>{said.unknown(reviews, model)}</p>;
  return (
    <p>
      {said.cost(reviews)} <strong className="font-semibold text-ink">{said.about(money(cost))}</strong>
      {seconds !== null && said.time(duration(seconds * 1000))}. {said.most(money(most))}{' '}
      {said.basis[basis.of](basis.reviews, model)}
      {reckoned.length > 0 && ` ${said.reckoned(reckoned.join(', '))}`}
    </p>
  );
}
