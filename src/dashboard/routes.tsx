import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { session } from './api/session.js';
import { NoSuchPage, PageFailed } from './layout/page-failed.js';
import { Shell } from './layout/shell.js';
import { eventsSearch } from './pages/events/search.js';
import { auditSearch } from './pages/audit/search.js';
import { executionSearch } from './pages/executions/search.js';
import { findingsSearch } from './pages/findings/search.js';
import { installationSearch } from './layout/installation-search.js';
import { loginSearch } from './pages/login/search.js';
import { memorySearch } from './pages/memory/search.js';
import { overviewSearch } from './pages/overview/search.js';
import { askedIn, graphQuery } from './pages/graph/graph-query.js';
import { filesSearch, graphSearch, repoReviewsSearch, reposSearch } from './pages/repos/search.js';
import { replayDetailSearch, replaySearch } from './pages/replay/search.js';
import { reviewsSearch } from './pages/reviews/search.js';
import { settingsSearch } from './pages/settings/search.js';
import { setupSearch } from './pages/setup/search.js';
import { teamSearch } from './pages/team/search.js';
import { usageSearch } from './pages/usage/search.js';
import { workflowSearch, workflowsSearch } from './pages/workflows/search.js';

/**
 * Every page with its address. What a page filters, chooses or shows stands in the address: the `search` file of its
 * folder reads it. A page's code is loaded when it is opened.
 */
const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NoSuchPage,
});

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    // A server that does not answer has no landing page either; there `/overview` says so.
    if (await context.client.ensureQueryData(session)) throw redirect({ to: '/overview' });
  },
  component: lazyRouteComponent(() => import('./pages/landing/landing-page.js'), 'LandingPage'),
});

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import('./pages/login/login-page.js'), 'LoginPage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: setupSearch,
  component: lazyRouteComponent(() => import('./pages/setup/setup-page.js'), 'SetupPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    if (!(await context.client.ensureQueryData(session)))
      throw redirect({ to: '/login', search: { return_to: location.href } });
  },
  component: Shell,
});

const overview = createRoute({
  getParentRoute: () => app,
  path: '/overview',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.js'), 'OverviewPage'),
});

const repos = createRoute({
  getParentRoute: () => app,
  path: '/repos',
  validateSearch: reposSearch,
  component: lazyRouteComponent(() => import('./pages/repos/repos-page.js'), 'ReposPage'),
});

const repo = createRoute({
  getParentRoute: () => app,
  path: '/repos/$owner/$repo',
  component: lazyRouteComponent(() => import('./pages/repos/repo-layout.js'), 'RepoLayout'),
});

const repoOverview = createRoute({
  getParentRoute: () => repo,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/repos/repo-overview.js'), 'RepoOverview'),
});

const repoGraph = createRoute({
  getParentRoute: () => repo,
  path: '/graph',
  validateSearch: graphSearch,
  loaderDeps: ({ search: { view, focus, nodes } }) => askedIn({ view, focus, nodes }),
  // Beside the repository, not after it.
  loader: ({ context, params, deps }) => void context.client.prefetchQuery(graphQuery(params, deps)),
  component: lazyRouteComponent(() => import('./pages/graph/repo-graph.js'), 'RepoGraph'),
});

const repoFiles = createRoute({
  getParentRoute: () => repo,
  path: '/files',
  validateSearch: filesSearch,
  component: lazyRouteComponent(() => import('./pages/repos/repo-files.js'), 'RepoFiles'),
});

const repoInsights = createRoute({
  getParentRoute: () => repo,
  path: '/insights',
  component: lazyRouteComponent(() => import('./pages/repos/repo-insights.js'), 'RepoInsights'),
});

const repoReviews = createRoute({
  getParentRoute: () => repo,
  path: '/reviews',
  validateSearch: repoReviewsSearch,
  component: lazyRouteComponent(() => import('./pages/repos/repo-reviews.js'), 'RepoReviews'),
});

const repoSettings = createRoute({
  getParentRoute: () => repo,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/repos/repo-settings.js'), 'RepoSettings'),
});

const reviews = createRoute({
  getParentRoute: () => app,
  path: '/reviews',
  validateSearch: reviewsSearch,
  component: lazyRouteComponent(() => import('./pages/reviews/reviews-page.js'), 'ReviewsPage'),
});

const review = createRoute({
  getParentRoute: () => app,
  path: '/reviews/$id',
  component: lazyRouteComponent(() => import('./pages/reviews/review-page.js'), 'ReviewPage'),
});

const findings = createRoute({
  getParentRoute: () => app,
  path: '/findings',
  validateSearch: findingsSearch,
  component: lazyRouteComponent(() => import('./pages/findings/findings-page.js'), 'FindingsPage'),
});

const replays = createRoute({
  getParentRoute: () => app,
  path: '/replay',
  validateSearch: replaySearch,
  component: lazyRouteComponent(() => import('./pages/replay/replay-page.js'), 'ReplayPage'),
});

const replay = createRoute({
  getParentRoute: () => app,
  path: '/replay/$id',
  validateSearch: replayDetailSearch,
  component: lazyRouteComponent(() => import('./pages/replay/replay-detail-page.js'), 'ReplayDetailPage'),
});

const team = createRoute({
  getParentRoute: () => app,
  path: '/team',
  validateSearch: teamSearch,
  component: lazyRouteComponent(() => import('./pages/team/team-page.js'), 'TeamPage'),
});

const memory = createRoute({
  getParentRoute: () => app,
  path: '/memory',
  validateSearch: memorySearch,
  component: lazyRouteComponent(() => import('./pages/memory/memory-page.js'), 'MemoryPage'),
});

const workflows = createRoute({
  getParentRoute: () => app,
  path: '/workflows',
  validateSearch: workflowsSearch,
  component: lazyRouteComponent(() => import('./pages/workflows/workflows-page.js'), 'WorkflowsPage'),
});

const workflow = createRoute({
  getParentRoute: () => app,
  path: '/workflows/$id',
  validateSearch: workflowSearch,
  component: lazyRouteComponent(() => import('./pages/workflows/workflow-page.js'), 'WorkflowPage'),
});

const execution = createRoute({
  getParentRoute: () => app,
  path: '/executions/$id',
  validateSearch: executionSearch,
  component: lazyRouteComponent(() => import('./pages/executions/execution-page.js'), 'ExecutionPage'),
});

const integrations = createRoute({
  getParentRoute: () => app,
  path: '/integrations',
  validateSearch: installationSearch,
  component: lazyRouteComponent(() => import('./pages/integrations/integrations-page.js'), 'IntegrationsPage'),
});

const usage = createRoute({
  getParentRoute: () => app,
  path: '/usage',
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import('./pages/usage/usage-page.js'), 'UsagePage'),
});

const events = createRoute({
  getParentRoute: () => app,
  path: '/events',
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import('./pages/events/events-page.js'), 'EventsPage'),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.js'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.js'), 'SettingsPage'),
});

const tokens = createRoute({
  getParentRoute: () => app,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./pages/tokens/tokens-page.js'), 'TokensPage'),
});

const doctor = createRoute({
  getParentRoute: () => app,
  path: '/doctor',
  component: lazyRouteComponent(() => import('./pages/doctor/doctor-page.js'), 'DoctorPage'),
});

const tree = root.addChildren([
  landing,
  login,
  setup,
  app.addChildren([
    overview,
    repos,
    repo.addChildren([repoOverview, repoGraph, repoFiles, repoInsights, repoReviews, repoSettings]),
    reviews,
    review,
    findings,
    replays,
    replay,
    team,
    memory,
    workflows,
    workflow,
    execution,
    integrations,
    usage,
    events,
    audit,
    settings,
    tokens,
    doctor,
  ]),
]);

/** The pages by their addresses. */
export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NoSuchPage,
  });
}
