import { GitHubLimitedError } from '../../github/client/github-error.js';

/** Many write to pull requests of the installation: the run has its place among them, and comes again then. */
export class WritesQueuedError extends GitHubLimitedError {}
