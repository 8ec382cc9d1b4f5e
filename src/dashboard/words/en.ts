import { audit } from './en/audit.js';
import { doctor } from './en/doctor.js';
import { events } from './en/events.js';
import { executions } from './en/executions.js';
import { findings } from './en/findings.js';
import { graph } from './en/graph.js';
import { integrations } from './en/integrations.js';
import { landing } from './en/landing.js';
import { login } from './en/login.js';
import { memory } from './en/memory.js';
import { overview } from './en/overview.js';
import { replay } from './en/replay.js';
import { repoFiles } from './en/repo-files.js';
import { repoInsights } from './en/repo-insights.js';
import { repoOverview } from './en/repo-overview.js';
import { repoSettings } from './en/repo-settings.js';
import { repos } from './en/repos.js';
import { review } from './en/review.js';
import { reviews } from './en/reviews.js';
import { settings } from './en/settings.js';
import { setup } from './en/setup.js';
import { shell } from './en/shell.js';
import { team } from './en/team.js';
import { tokens } from './en/tokens.js';
import { unsaved } from './en/unsaved.js';
import { usage } from './en/usage.js';
import { workflows } from './en/workflows.js';

/** Everything the pages say, so that other languages can follow. One section a page, in the order of the navigation. */
export const words = {
  errors: {
    unreachable: 'The server cannot be reached.',
    status: (status: number) => `The server answered with status ${status}.`,
    retry: 'Try again',
    title: 'This could not be loaded',
    notFound: 'Not found',
    noPage: 'Page not found',
    notFoundHint: 'It is gone, or you have no access to it.',
    noAccess: 'You have no access to this',
    forbidden: 'You can see this, but not change it',
    pageFailed: 'Something went wrong on this page',
    backHome: 'Go to the overview',
  },
  common: {
    loading: 'Loading',
    more: 'Show more',
    nothing: 'Nothing here yet',
    cancel: 'Cancel',
    save: 'Save',
    saved: 'Saved',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    undo: 'Undo',
    all: 'All',
    clearFilters: 'Clear filters',
    search: 'Search',
    onGitHub: 'On GitHub',
    never: 'never',
    none: 'none',
    unknown: 'unknown',
    repository: 'Repository',
    allRepos: 'All repositories',
    installation: 'Installation',
    admin: 'admin',
  },
  unsaved,
  shell,
  landing,
  login,
  workflows,
  executions,
  integrations,
  repos,
  repoOverview,
  repoFiles,
  repoInsights,
  repoSettings,
  graph,
  reviews,
  findings,
  review,
  charts: {
    period: 'Period',
    days: (days: number) => `${days} days`,
    asTable: 'As a table',
    day: 'Day',
  },
  overview,
  team,
  memory,
  admins: {
    title: 'This is for administrators',
    hint: 'Owners of a GitHub account are administrators of its installation.',
  },
  usage,
  events,
  audit,
  settings,
  tokens,
  setup,
  doctor,
  replay,
};
