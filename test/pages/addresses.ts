const REPO = '/repos/acme/orchard';

/** The pages of somebody who is signed in, of the demo's repository; what is not named has none. */
export function addresses({
  review = null,
  workflow = null,
  execution = null,
}: {
  review?: string | null;
  workflow?: string | null;
  execution?: string | null;
}): string[] {
  return [
    '/overview',
    '/repos',
    ...['', '/graph', '/files', '/insights', '/reviews', '/settings'].map((tab) => `${REPO}${tab}`),
    '/reviews',
    ...(review === null ? [] : [`/reviews/${review}`]),
    '/findings',
    '/replay',
    '/team',
    '/memory',
    '/workflows',
    ...(workflow === null ? [] : [`/workflows/${workflow}`]),
    ...(execution === null ? [] : [`/executions/${execution}`]),
    '/integrations',
    '/usage',
    '/events',
    '/audit',
    '/settings',
    '/tokens',
    '/doctor',
  ];
}
