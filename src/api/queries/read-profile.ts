import type { DataSource } from 'typeorm';

/** A person as they are shown to themselves. */
export interface Profile {
  id: number;
  login: string;
  name: string | null;
  avatar_url: string | null;
  email: string | null;
}

/** The profile of a user, as GitHub told it at the last sign-in; null: there is no such user any more. */
export async function readProfile(source: DataSource, userId: number): Promise<Profile | null> {
  const rows: Profile[] = await source.query('SELECT id, login, name, avatar_url, email FROM users WHERE id = $1', [
    userId,
  ]);
  return rows[0] ?? null;
}
