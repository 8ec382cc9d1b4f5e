import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { encryptText } from '../../access/encrypt.js';
import { hideGivenSecret } from '../../access/hide-given-secret.js';
import { MCP_KINDS } from './types.js';

/** What an administrator says of a server. Only https: others' networks are not ours to trust. */
export const NewServer = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 small letters, digits and dashes, a letter first'),
  kind: z.enum(MCP_KINDS).default('other'),
  url: z
    .string()
    .max(2000)
    .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'must be an https:// address')
    .refine((value) => !URL.canParse(value) || new URL(value).username + new URL(value).password === '', {
      error: 'must not hold a user or password: give them as the authorization',
    }),
  /** The whole value of the header, such as `Bearer …`. */
  authorization: z
    .string()
    .regex(/^[A-Za-z][\w-]*\s\S{8,4000}$/, 'must be a scheme and a token, such as: Bearer <token>')
    .nullable()
    .default(null),
});
export type NewServer = z.output<typeof NewServer>;

/**
 * Adds a server of an installation; its secret is stored encrypted and never read back. Its id; null: the installation
 * has one of that name. `by` is who is told to have done it. Throws what the database throws.
 */
export async function addServer(
  manager: Pick<EntityManager, 'query'>,
  installationId: number,
  { name, kind, url, authorization }: NewServer,
  { by, secretKeys }: { by: string; secretKeys: readonly [string, ...string[]] },
): Promise<string | null> {
  if (authorization !== null) hideGivenSecret(authorization.replace(/^\S+\s+/, ''));
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO mcp_servers (installation_id, name, kind, url, authorization_encrypted, created_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (installation_id, name) DO NOTHING RETURNING id`,
    [installationId, name, kind, url, authorization === null ? null : encryptText(authorization, secretKeys), by],
  );
  return rows[0]?.id ?? null;
}
