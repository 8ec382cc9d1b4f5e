import { diffSteps } from '../../src/diff/diff-texts.js';
import type { Hunk } from '../../src/diff/types.js';

/** `diffTexts` without a wait. */
export function diffAtOnce(oldText: string, newText: string): Hunk[] {
  const steps = diffSteps(oldText, newText);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
