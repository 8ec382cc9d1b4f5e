import type { Evaluation, TraceLine } from '../conditions/evaluate.js';
import { namesAsked } from '../conditions/names-asked.js';

/** What came of the steps that a run has behind it, by their names. */
type StepFacts = Readonly<Record<string, unknown>>;

/** The condition of a step in a dry run. */
export interface DryCondition extends Evaluation {
  /** Steps that it asks for, and that a dry run does not carry out: what they give, and so the whole, is not known. */
  open: string[];
}

/**
 * What is unknown only because a dry run carries out no step, and says so in place of its reason. `steps`: those that the
 * run has behind it; `reviewers`: the names of steps that review, of which `review` tells. Pure.
 */
export function dryCondition(
  { value, trace }: Evaluation,
  steps: StepFacts,
  reviewers: readonly string[],
): DryCondition {
  const said = trace.map((part) => ({ part, open: part.value === 'unknown' ? openIn(part, steps, reviewers) : [] }));
  return {
    value,
    trace: said.map(({ part, open }) => (open.length === 0 ? part : { ...part, why: notCarriedOut(open) })),
    open: value === 'unknown' ? [...new Set(said.flatMap((one) => one.open))] : [],
  };
}

/** What a step would do, where that depends on others that are not carried out: a sentence without its full stop. Pure. */
export function dryWords(condition: string, open: readonly string[], would: string): string {
  return `${notCarriedOut(open)}, so whether \`${condition}\` holds is not known here; if it does: ${would}; if not, this step is not run`;
}

/** One that was skipped gives nothing in any run. */
function openIn({ text }: TraceLine, steps: StepFacts, reviewers: readonly string[]): string[] {
  const names = [...namesAsked(text)].flatMap((asked) => {
    const [root, name = ''] = asked.split('.');
    const wanted = root === 'review' ? reviewers : root === 'steps' ? [name] : [];
    return wanted.filter((one) => isCompleted(steps[one]));
  });
  return [...new Set(names)];
}

function isCompleted(step: unknown): boolean {
  return typeof step === 'object' && step !== null && 'status' in step && step.status === 'completed';
}

function notCarriedOut(steps: readonly string[]): string {
  const names = steps.map((name) => `\`${name}\``);
  return `a dry run does not carry out ${names.length === 1 ? 'step' : 'steps'} ${names.join(', ')}`;
}
