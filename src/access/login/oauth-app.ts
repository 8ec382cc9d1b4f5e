/** The App as people sign in with it, on github.com or a GitHub Enterprise host. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  /** Where people look at GitHub, such as `https://github.com`. */
  web: string;
  /** GitHub's REST API, such as `https://api.github.com`. */
  api: string;
  fetch?: typeof globalThis.fetch;
}
