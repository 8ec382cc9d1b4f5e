import type { Page } from 'playwright-core';

/** The routes of the pages, which their router tells to whoever develops. */
const ROUTES = `Object.keys(self.__TSR_ROUTER__.routesByPath).map((path) => path.replace(/(?<=.)\\/$/, ''))`;
/** What a stranger sees, and set-up, which is over once people sign in. */
const STRANGERS = ['/', '/login', '/setup'];

interface List {
  items: { id: string }[];
}

/**
 * An address of every page for somebody who is signed in, such as `/reviews/<id of one>`: from the route table of the
 * pages, of which `page` shows one, and from what the server has. Throws where it has nothing to show of a route.
 */
export async function addresses(page: Page): Promise<string[]> {
  const { origin } = new URL(page.url());
  const ids = async (path: string): Promise<string[]> => {
    const answer = await page.context().request.get(`${origin}/api/v1${path}`);
    return ((await answer.json()) as List).items.map(({ id }) => id);
  };
  /** One that is started for it, where there is none: of the rules, so that it costs nothing. */
  const replay = async (): Promise<string> => {
    const path = '/repos/acme/orchard/replays';
    const [known] = await ids(path);
    if (known !== undefined) return known;
    const data = { pull_requests: 1, settings: [{ name: 'as it is', values: {} }] };
    const started = await page.context().request.post(`${origin}/api/v1${path}`, { data, headers: { Origin: origin } });
    return ((await started.json()) as { id: string }).id;
  };
  const workflows = await ids('/workflows');
  const runs = await Promise.all(workflows.map((id) => ids(`/workflows/${id}/executions`)));
  const examples: Readonly<Record<string, string | undefined>> = {
    '/repos/$owner/$repo': 'acme/orchard',
    '/reviews/$id': (await ids('/reviews?status=completed'))[0],
    '/replay/$id': await replay(),
    '/workflows/$id': workflows[0],
    '/executions/$id': runs.flat()[0],
  };
  const routes = new Set((await page.evaluate(ROUTES)) as string[]);
  return [...routes].flatMap((route) => {
    if (STRANGERS.includes(route)) return [];
    if (!route.includes('$')) return [route];
    const known = Object.keys(examples).find((each) => route.startsWith(each)) ?? '';
    const example = examples[known];
    if (example === undefined) throw new Error(`there is nothing to show at ${route}`);
    return [route.replace(known.slice(known.indexOf('$')), example)];
  });
}
