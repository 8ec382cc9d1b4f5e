import './styles/tokens.css';
import './styles/text.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider, type AnyRoute } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.js';
import { session } from './api/session.js';
import { createAppRouter } from './routes.js';

const client = createQueryClient(() => {
  // Who was signed in goes through the door again, and comes back to where they were.
  if (client.getQueryData(session.queryKey)) {
    client.setQueryData(session.queryKey, null);
    void router.invalidate();
  }
});
const router = createAppRouter(client);

// The code of the page is on its way while it is asked who looks at it.
const routes: Readonly<Record<string, AnyRoute>> = router.routesById;
for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
  const route = routes[routeId];
  if (route !== undefined) void router.loadRouteChunk(route);
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no place for the app');
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
