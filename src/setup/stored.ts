import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { decryptText, encryptText } from '../access/encrypt.js';
import { registerSecret } from '../access/redact.js';

/** The App as set-up stored it. */
export const StoredApp = z.object({
  appId: z.int(),
  /** PEM. */
  privateKey: z.string(),
  webhookSecret: z.string(),
  /** Null: nobody can sign in. */
  clientId: z.string().nullable(),
  clientSecret: z.string().nullable(),
  /** Of GitHub's pages, such as `https://github.com`. */
  githubUrl: z.string(),
  slug: z.string(),
  name: z.string(),
  owner: z.object({ login: z.string(), type: z.string().optional() }).nullable(),
});

const shapes = {
  reach: z.object({
    /** Where people reach us; null: on this machine. */
    backendUrl: z.string().nullable(),
    /** The channel over which deliveries come; null: they come to `backendUrl`. */
    proxyUrl: z.string().nullable(),
  }),
  github: z.object({ url: z.string() }),
  app: StoredApp,
  /** No key: it was left out on purpose. */
  claude: z.object({ apiKey: z.string().nullable() }),
};

type Shapes = { [N in keyof typeof shapes]: z.output<(typeof shapes)[N]> };
export type StoredName = keyof Shapes;
/** What set-up has stored, by its steps; null: not yet. */
export type Stored = { [N in StoredName]: Shapes[N] | null };
export type StoredApp = Shapes['app'];

/** Where set-up keeps what it was told. */
export interface StoredSettings {
  /** Throws, saying what to do, where the secret key is another one. */
  read(): Promise<Stored>;
  write<N extends StoredName>(name: N, value: Shapes[N]): Promise<void>;
  remove(name: StoredName): Promise<void>;
  /** Another text after each change; asks little. */
  mark(): Promise<string>;
}

/** What set-up keeps in `app_credentials`, encrypted; `source` is the system's. */
export function storedSettings(
  source: Pick<DataSource, 'query'>,
  secretKeys: readonly [string, ...string[]],
): StoredSettings {
  return {
    read: async () => {
      const rows: { name: StoredName; value: string }[] = await source.query(
        'SELECT name, value_encrypted AS value FROM app_credentials',
      );
      const values = new Map(rows.map(({ name, value }) => [name, open(name, value, secretKeys)]));
      const one = <N extends StoredName>(name: N) => (values.get(name) ?? null) as Shapes[N] | null;
      const stored = { reach: one('reach'), github: one('github'), app: one('app'), claude: one('claude') };
      for (const secret of secretsOf(stored)) registerSecret(secret);
      return stored;
    },
    write: async (name, value) => {
      const text = encryptText(JSON.stringify(shapes[name].parse(value)), secretKeys);
      await source.query(
        `INSERT INTO app_credentials (name, value_encrypted) VALUES ($1, $2)
           ON CONFLICT (name) DO UPDATE SET value_encrypted = EXCLUDED.value_encrypted`,
        [name, text],
      );
    },
    remove: async (name) => void (await source.query('DELETE FROM app_credentials WHERE name = $1', [name])),
    mark: async () => {
      const rows: { mark: string | null }[] = await source.query(
        `SELECT string_agg(name || ' ' || extract(epoch FROM updated_at), ',' ORDER BY name) AS mark FROM app_credentials`,
      );
      return rows[0]?.mark ?? '';
    },
  };
}

/** What no log may hold. */
function secretsOf({ app, claude }: Stored): string[] {
  const all = [app?.privateKey, app?.webhookSecret, app?.clientSecret, claude?.apiKey];
  return all.filter((one): one is string => typeof one === 'string');
}

function open(name: StoredName, value: string, secretKeys: readonly [string, ...string[]]): unknown {
  let text: string;
  try {
    text = decryptText(value, secretKeys);
  } catch (cause) {
    throw new Error(
      'what set-up stored cannot be read with this SECRET_KEY: set the key it was stored with as SECRET_KEY_PREVIOUS, or run `nectr setup --reset` and set up again',
      { cause },
    );
  }
  return shapes[name].parse(JSON.parse(text));
}
