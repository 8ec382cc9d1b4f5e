import type { createAuth } from '../../../src/api/auth/create-auth.js';

/** A browser that keeps cookies of our origin, and follows nothing by itself. */
export function createBrowser(routes: ReturnType<typeof createAuth>, origin: string) {
  const cookies = new Map<string, string>();
  const headersOf = (given: Record<string, string>) => ({
    'user-agent': 'Browser/1',
    ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
    ...given,
  });
  const open = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) => {
    const headers = headersOf(init.headers ?? {});
    const response = await routes.request(new Request(new URL(path, origin), { ...init, headers }));
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0\b/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  /** To GitHub's page, as this person, and where GitHub sends them back to. */
  const agree = async (login: string, returnTo?: string): Promise<URL> => {
    const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`;
    const begun = await open(`/auth/github${query}`);
    const page = new URL(begun.headers.get('location') ?? '');
    page.searchParams.set('login', login);
    const back = await fetch(page, { redirect: 'manual' });
    return new URL(back.headers.get('location') ?? '');
  };
  const comeBack = (url: URL) => open(`${url.pathname}${url.search}`);
  return {
    cookies,
    open,
    agree,
    comeBack,
    signIn: async (login: string, returnTo?: string) => comeBack(await agree(login, returnTo)),
    change: (method: string, path: string, headers: Record<string, string> = {}) =>
      open(path, { method, headers: { origin, ...headers } }),
  };
}
