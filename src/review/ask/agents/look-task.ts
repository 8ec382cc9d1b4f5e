import type { Claim } from '../../types.js';
import type { Fence } from '../prompt/fence.js';

/** A claim that is looked at, with the code it speaks of. */
export interface ShownClaim {
  /** By which it is judged, such as `X2`. */
  handle: string;
  claim: Claim;
  /** The change around its line. */
  diff: string;
  /** Code that its proof names, each with its place. */
  cited: readonly { place: string; text: string }[];
}

/** The task of the one who looks at all claims together: a fresh reader who must try to refute each. */
export function lookTask(shown: readonly ShownClaim[], fence: Fence): string {
  return [
    '# Your task',
    'Other reviewers claim the following faults of this change. Any of them may be wrong. Try to refute each: look for the guard, the caller, the type, the initialisation, the test or the documentation that makes it untrue or harmless. Read the code that decides it with the tools; do not rely on their words.',
    ...shown.map((one) => claimText(one, fence)),
    `Ask of each: does it hold? is it reached today, and by whom (a user, an operator, a caller in this repository, an attacker)? would the author, told about it, change the code before merging?
Call judge_finding once for each of ${shown.map(({ handle }) => handle).join(', ')}: stands if you could not refute it and can name the input or state that fails; wrong if it does not hold, is harmless, or stood there before and this change does not rewrite it; duplicate if an earlier one of the list tells the same fault; unsure if the code does not decide it. severity: the one that fits the harm if it stands and is lower than claimed; else null. The reason says in at most three sentences what you read.
Report nothing else: what is said above about candidates and reporting does not apply here. Then end with the closing text; its summary repeats your verdicts in one sentence.`,
  ].join('\n');
}

function claimText({ handle, claim, diff, cited }: ShownClaim, fence: Fence): string {
  const text = [
    `${claim.severity}, ${claim.path}, line ${claim.line}: ${claim.title}`,
    `Line: ${claim.quote.trim()}`,
    `Claim: ${claim.body}`,
    `Said to be verified by: ${claim.evidence}`,
  ].join('\n');
  return [
    `## ${handle}`,
    fence.data(`claim ${handle}`, text),
    diff === '' ? '' : fence.data(`change around ${claim.path}:${claim.line}`, diff),
    ...cited.map(({ place, text: code }) => fence.data(place, code)),
  ]
    .filter(Boolean)
    .join('\n');
}
