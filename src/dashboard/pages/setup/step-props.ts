import type { SetupProgress } from './progress.js';
import type { Step } from './search.js';

/** What each step is given. */
export interface StepProps {
  progress: SetupProgress;
  /** Opens another step. */
  go: (step: Step) => void;
}
