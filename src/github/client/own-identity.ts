/** Who we are on GitHub. Login names change, but the login of an App's bot is `<slug>[bot]` for all its life. */
export type OwnIdentity = { botUserId: number } | { appSlug: string };

interface Author {
  id: number;
  login: string;
  type?: string | null | undefined;
}

/** Whether our App wrote it. A deleted author (null) is never us. */
export function isOwn(user: Author | null | undefined, self: OwnIdentity): boolean {
  if (!user) return false;
  if ('botUserId' in self) return user.id === self.botUserId;
  return user.type === 'Bot' && user.login === `${self.appSlug}[bot]`;
}
