import type { GitHubApp } from '../../github/read/read-app.js';
import type { AppHook } from '../../github/read/read-hook.js';
import type { Config } from '../../config.js';
import { green, red, type Check } from './check.js';
import { checkLogin } from './check-login.js';
import { judgeHook } from '../judge-hook.js';
import { missingGrants } from '../missing-grants.js';
import type { NewestDelivery } from '../../github/read/read-newest-delivery.js';
import type { DoctorPorts } from './doctor-ports.js';

const TOLERATED_SKEW_MS = 30_000;

/** The App, its clock, sign-in, permissions and events, its webhook and what was delivered last. */
export async function checkGitHub({ config, readApp, readHook, readDelivery, now }: DoctorPorts): Promise<Check[]> {
  if (config.mode === 'setup') return [];
  let app: GitHubApp;
  try {
    app = await readApp(config.app);
  } catch (error) {
    const found = error instanceof Error ? error.message : 'no answer';
    return [
      red(
        'GitHub App',
        found,
        'compare APP_ID and PRIVATE_KEY with the settings page of the App, and look at GHE_HOST',
      ),
    ];
  }
  const checks = [green('GitHub App', `${app.slug} (${app.id})`)];
  const skew = app.date === null ? 0 : Date.parse(app.date) - now().getTime();
  const clock = `${Math.round(Math.abs(skew) / 1000)} s apart from GitHub's`;
  checks.push(Math.abs(skew) < TOLERATED_SKEW_MS ? green('clock', clock) : red('clock', clock, 'set the clock (NTP)'));
  return [
    ...checks,
    checkLogin(config, app),
    ...missingOf(app),
    await checkHook(config, () => readHook(config.app)),
    await checkDelivery(() => readDelivery(config.app)),
  ];
}

async function checkHook({ webhookProxyUrl }: Config, readHook: () => Promise<AppHook>): Promise<Check> {
  try {
    const hook = await readHook();
    const fault = judgeHook(hook, webhookProxyUrl);
    return fault ? red('webhook', fault.found, fault.mend) : green('webhook', (hook.url ?? '').replace(/[?#].*$/s, ''));
  } catch (error) {
    return red('webhook', error instanceof Error ? error.message : 'no answer', 'run `nectr doctor` again');
  }
}

/** What GitHub says became of what it sent last: a webhook that looks right and leads nowhere shows here. */
async function checkDelivery(readDelivery: () => Promise<NewestDelivery | null>): Promise<Check> {
  try {
    const newest = await readDelivery();
    if (newest === null) return green('delivery', 'GitHub has sent nothing in the last days');
    const { event, status, at, isTaken, isMistrusted } = newest;
    const found = `${event} at ${at.toISOString()}: ${status}`;
    if (isMistrusted)
      return red(
        'delivery',
        `${found}: WEBHOOK_SECRET is not the secret that GitHub signs with`,
        "set WEBHOOK_SECRET to the webhook secret of the App's page, or enter this one there, then redeliver it there, under Advanced",
      );
    return isTaken
      ? green('delivery', found)
      : red(
          'delivery',
          found,
          "does the webhook's address lead to this server from the internet? Then redeliver it on the App's page, under Advanced",
        );
  } catch (error) {
    return red('delivery', error instanceof Error ? error.message : 'no answer', 'run `nectr doctor` again');
  }
}

function missingOf(app: GitHubApp): Check[] {
  const { permissions, events } = missingGrants(app);
  const mend = "add them on the App's page under Permissions & events; each organisation is asked again";
  return [
    permissions.length === 0
      ? green('permissions', 'complete')
      : red('permissions', `missing: ${permissions.join(', ')}`, mend),
    events.length === 0 ? green('events', 'complete') : red('events', `missing: ${events.join(', ')}`, mend),
  ];
}
