import type { Config } from '../../config.js';
import type { GitHubApp } from '../../github/read/read-app.js';
import { appSettingsUrl } from '../app-settings-url.js';
import { green, red, type Check } from './check.js';

/** Whether people can sign in with the App: without a client ID nobody does, which is no fault. */
export function checkLogin(
  { login, backendUrl, gheHost, GHE_PROTOCOL }: Pick<Config, 'login' | 'backendUrl' | 'gheHost' | 'GHE_PROTOCOL'>,
  app: GitHubApp,
): Check {
  const settings = appSettingsUrl(gheHost === null ? 'https://github.com' : `${GHE_PROTOCOL}://${gheHost}`, app);
  if (login === null)
    return green(
      'sign-in',
      `not configured: set GITHUB_CLIENT_ID=${app.client_id ?? '(see there)'} and a GITHUB_CLIENT_SECRET that ${settings} generates`,
    );
  if (app.client_id !== undefined && app.client_id !== login.clientId)
    return red(
      'sign-in',
      'GITHUB_CLIENT_ID is of another App than APP_ID',
      `set GITHUB_CLIENT_ID=${app.client_id}, and a GITHUB_CLIENT_SECRET that ${settings} generates`,
    );
  const callback =
    backendUrl === null ? '' : `; the callback URL of the App has to be ${backendUrl}/auth/github/callback`;
  return green('sign-in', `client ID ${login.clientId}${callback}`);
}
