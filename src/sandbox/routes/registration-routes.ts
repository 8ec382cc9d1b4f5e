import { Hono } from 'hono';
import type { Environment, SandboxContext } from '../environment.js';
import { notFound } from '../github-error.js';
import { addRepository, install, sendInstallation } from '../installations.js';
import { convertCode, ownerOf, readManifest, registerApp, wrongName } from '../register-app.js';
import { escape, renderForm } from '../render/render-form.js';
import type { SandboxState } from '../state.js';

/** The pages that make an App of a manifest and install it: a person signs in, looks, and agrees. */
export function registrationRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  for (const path of ['/settings/apps/new', '/organizations/:organisation/settings/apps/new'])
    routes.post(path, async (c) => {
      const { manifest = '' } = await fieldsOf(c);
      const read = readManifest(state, manifest);
      if ('errors' in read) return c.html(renderForm('Invalid GitHub App configuration', { errors: read.errors }), 422);
      return c.html(confirmation(state, c, manifest, read.name ?? ''));
    });
  for (const path of ['/settings/apps', '/organizations/:organisation/settings/apps'])
    routes.post(path, async (c) => {
      const { manifest = '', name = '', state: kept = '', login = '' } = await fieldsOf(c);
      const read = readManifest(state, manifest);
      if ('errors' in read) return c.html(renderForm('Invalid GitHub App configuration', { errors: read.errors }), 422);
      const owner = ownerOf(state, login, c.req.param('organisation') ?? null);
      if (owner === null) throw notFound();
      const wrong = wrongName(state, name);
      if (wrong !== null) return c.html(confirmation(state, c, manifest, name, [wrong]), 422);
      const back = new URL(read.redirect_url);
      back.searchParams.set('code', registerApp(state, read, name.trim(), owner));
      if (kept !== '') back.searchParams.set('state', kept);
      return c.redirect(back.href, 302);
    });
  routes.get('/apps/:slug/installations/new', (c) => {
    if (c.req.param('slug') !== state.appSlug) throw notFound();
    const action = `/apps/${state.appSlug}/installations`;
    return c.html(
      renderForm(`Install ${state.appName}`, {
        action,
        fields: [{ name: 'account', label: 'Install on', value: state.appOwner?.login ?? '' }],
        button: 'Install',
      }),
    );
  });
  routes.post('/apps/:slug/installations', async (c) => {
    if (c.req.param('slug') !== state.appSlug) throw notFound();
    const { account = '' } = await fieldsOf(c);
    const owners = [...(state.owners.get(account.toLowerCase()) ?? [])];
    const made = await install(state, { account, owners, deliver: false });
    for (const { name, folder } of state.offered) addRepository(state, { installationId: made.id, name, folder });
    await sendInstallation(state, made, 'created');
    if (state.registration.setupUrl === null) return c.redirect(`/settings/installations/${made.id}`, 302);
    const back = new URL(state.registration.setupUrl);
    back.searchParams.set('installation_id', String(made.id));
    back.searchParams.set('setup_action', 'install');
    return c.redirect(back.href, 302);
  });
  return routes;
}

/** `POST /app-manifests/{code}/conversions`, which nobody signs in for: the code is the key. */
export function conversionRoute(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.post('/app-manifests/:code/conversions', (c) => {
    const converted = convertCode(state, c.req.param('code'));
    if (converted === null) throw notFound();
    return c.json(converted, 201);
  });
  return routes;
}

function confirmation(
  state: SandboxState,
  c: SandboxContext,
  manifest: string,
  name: string,
  errors: string[] = [],
): string {
  const of = c.req.param('organisation');
  const kept = c.req.query('state') ?? '';
  return renderForm('Create GitHub App', {
    action: of === undefined ? '/settings/apps' : `/organizations/${escape(of)}/settings/apps`,
    hidden: { manifest, state: kept },
    fields: [
      { name: 'name', label: 'GitHub App name', value: name },
      { name: 'login', label: 'Sign in as', value: state.oauth.signIn ?? '' },
    ],
    button: 'Create GitHub App',
    errors,
  });
}

async function fieldsOf(c: SandboxContext): Promise<Record<string, string>> {
  return { ...c.req.query(), ...Object.fromEntries(new URLSearchParams(await c.req.text())) };
}
