/** The one pull request a run works on. Keyed by ids: names change, ids do not. */
export interface PullTarget {
  owner: string;
  repo: string;
  repositoryId: number;
  /** Pull request number. */
  number: number;
  installationId: number;
}
