import { z } from 'zod';
import { askServer, ServerError } from './ask-server.js';
import type { ServerTarget } from './server-target.js';

/** A server that always gives a next page must not be asked for ever. */
const MOST_PAGES = 10_000;

const Page = z.looseObject({ items: z.array(z.unknown()), next_cursor: z.string().nullable() });

/** All items of a list, page after page; `path` is whole. Throws ServerError, with `otherwise` if it is no list. */
export async function readList(
  { server, token }: ServerTarget,
  path: string,
  otherwise = `${server} answered with no list: is that Nectr?`,
): Promise<unknown[]> {
  const items: unknown[] = [];
  const url = new URL(path, server);
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = Page.safeParse((await askServer(server, `${url.pathname}${url.search}`, { token })).body);
    if (!answer.success) throw new ServerError(otherwise);
    items.push(...answer.data.items);
    if (answer.data.next_cursor === null) break;
    url.searchParams.set('cursor', answer.data.next_cursor);
  }
  return items;
}
