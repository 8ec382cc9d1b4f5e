import type { SetupGrants } from './grants.js';

/**
 * Prints the link that lets one browser set up, on the console and not in the log: whoever reads the log later must not
 * find it. Returns it.
 */
export async function tellLink(
  grants: SetupGrants,
  { port, backendUrl }: { port: number; backendUrl: string | null },
  log: { warn(fields: object, message: string): void },
): Promise<string> {
  const link = await makeLink(grants, backendUrl ?? `http://localhost:${port}`);
  log.warn({ port }, 'no GitHub App is configured: open the link below to set it up');
  process.stdout.write(
    `\n  Set Nectr up: ${link}\n\n  It works once, in one browser. From elsewhere, put the address of this machine in place of the host.\n\n`,
  );
  return link;
}

/** A new link, below where people reach the server. */
export async function makeLink(grants: SetupGrants, backend: string): Promise<string> {
  return `${backend}/setup?token=${await grants.makeLink()}`;
}
