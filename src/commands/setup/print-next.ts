import { namesApp } from '../../setup/with-stored.js';
import type { SetupCommand } from './with-setup.js';

/** What is there, and what is left to do. */
export async function printNext({ env, stored }: SetupCommand): Promise<void> {
  const { app, claude } = await stored.read();
  if (namesApp(env)) process.stdout.write('The environment names an App, which wins over what is stored.\n');
  const install =
    app === null ? null : `Install it on repositories: ${app.githubUrl}/apps/${app.slug}/installations/new`;
  const steps = [
    'Start the server, if it does not run: nectr start. A server that runs uses what is stored within seconds.',
    ...(install === null ? [] : [install]),
    ...(claude === null ? ['Let Claude take part: nectr setup --claude-key-file <file>'] : []),
    'See whether all is well: nectr doctor',
  ];
  process.stdout.write(`Next:\n${steps.map((step, at) => `  ${at + 1}. ${step}\n`).join('')}`);
}
