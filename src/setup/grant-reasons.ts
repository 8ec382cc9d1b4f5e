import { readAppManifest } from '../app-manifest.js';

/** What each permission of `app.yml` is for; people read it before they agree. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  contents: 'reads the code of a change and what is around it; nothing is written to it',
  metadata: 'reads names and settings of repositories; GitHub asks every App for it',
  pull_requests: 'reads pull requests, and posts the review with its comments',
  issues: 'reads linked issues, and answers commands in comments',
  checks: 'shows the outcome of each review as a check run',
};
const EVENTS: Readonly<Record<string, string>> = {
  pull_request: 'a pull request is opened or gets new commits: it is reviewed',
  pull_request_review: 'people review, too: what they say is heard',
  pull_request_review_comment: 'somebody answers a finding, or dismisses it',
  issue_comment: 'commands such as /nectr review',
  issues: 'issues that a change closes or belongs to',
  check_run: 'somebody asks for a check to be run again',
  push: 'what is known of the repository follows its main line',
  repository: 'a repository is renamed, moved or archived',
};

/** What the App asks for, each with its reason, in the order of `app.yml`. */
export interface GrantReasons {
  permissions: { name: string; level: string; why: string }[];
  events: { name: string; why: string }[];
}

/** Exactly what `app.yml` asks for. */
export function grantReasons(): GrantReasons {
  const { default_permissions, default_events } = readAppManifest();
  return {
    permissions: Object.entries(default_permissions).map(([name, level]) => ({
      name,
      level,
      why: PERMISSIONS[name] ?? '',
    })),
    events: default_events.map((name) => ({ name, why: EVENTS[name] ?? '' })),
  };
}
