import type { Fence } from '../prompt/fence.js';
import type { Claim } from '../../types.js';

/** The handle under which a claim is judged. */
export const CLAIM_HANDLE = 'X1';

/** The task of the independent look at a must-fix claim: a fresh reader who must try to refute it. */
export function secondLookTask(claim: Claim, fence: Fence): string {
  const text = [
    `${claim.path}, line ${claim.line}: ${claim.title}`,
    `Line: ${claim.quote.trim()}`,
    `Claim: ${claim.body}`,
    `Said to be verified by: ${claim.evidence}`,
  ].join('\n');
  return `# Your task
Another reviewer claims that the following fault must be fixed before merging. He may be wrong. Try to refute it: look for the guard, the caller, the type, the initialisation, the test or the documentation that makes it untrue or harmless. Read the code that decides it with the tools; do not rely on his words.
${fence.data(`claim ${CLAIM_HANDLE}`, text)}
Report nothing else. Call judge_finding once for ${CLAIM_HANDLE}: stands if you could not refute it and can name the input or state that fails; wrong if it does not hold, is harmless, or stood there before this change; unsure if the code does not decide it. What is said above about reporting does not apply here. Then end with the closing text; its summary repeats your verdict in one sentence.`;
}
