import type { ChangeHistory, FileRecord } from '../history/types.js';
import type { ReviewPlan } from '../types.js';
import { riskOf } from './risk-of.js';

/** A blast radius of so many callers counts fully. */
const MANY = 20;

/**
 * The plan with its files in the order of what the past tells: how much was fixed in a file lately × who calls what
 * changes there × how often it changes, each beside the weight of its path and size. Without a history the plan as it
 * is. Pure.
 */
export function orderByHistory(plan: ReviewPlan, history: ChangeHistory | undefined): ReviewPlan {
  if (history === undefined) return plan;
  const records = new Map(history.files.map((record) => [record.path, record]));
  const callers = new Map<string, number>();
  for (const { path, callers: places } of history.called) callers.set(path, (callers.get(path) ?? 0) + places.length);
  const weights = new Map(
    plan.files.map((file) => [file, riskOf(file) * pastWeight(records.get(file.path), callers.get(file.path) ?? 0)]),
  );
  const weigh = (file: ReviewPlan['files'][number]) => weights.get(file) ?? 0;
  const files = plan.files.toSorted((a, b) => weigh(b) - weigh(a));
  return { ...plan, files, coverage: { ...plan.coverage, read: files.map(({ path }) => path) } };
}

/** 1 where nothing is known. Callers and changes count by their logarithm: the twentieth says less than the second. */
function pastWeight({ bugProne = 0, changes = 0 }: Partial<FileRecord> = {}, callers: number): number {
  const scaled = (count: number) => 1 + Math.log(1 + count) / Math.log(1 + MANY);
  return (1 + bugProne) * scaled(callers) * scaled(changes);
}
