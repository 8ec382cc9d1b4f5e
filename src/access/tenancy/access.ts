/** GitHub's own words, from most to least. */
export const PERMISSIONS = ['admin', 'maintain', 'write', 'triage', 'read'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** A repository that a person can see and the App is granted. */
export interface RepositoryAccess {
  /** `repositories.id`; null: GitHub knows it, our tables do not yet. */
  id: number | null;
  githubRepoId: number;
  /** Such as `acme/shop`. */
  fullName: string;
  private: boolean;
  permission: Permission;
}

/** An installation of the App that a person can see. */
export interface InstallationAccess {
  /** `installations.id`. */
  id: number;
  githubInstallationId: number;
  accountLogin: string;
  accountType: string;
  /** `admin`: may change what holds for the whole installation. */
  role: 'admin' | 'member';
  repositories: readonly RepositoryAccess[];
}

/** What a person may see now, as GitHub says it of them. */
export interface Access {
  installations: readonly InstallationAccess[];
}

/** Asks GitHub, with the person's own token; an answer holds for at most five minutes (api.md). */
export type ReadAccess = (userId: number) => Promise<Access>;

/** Whether a permission is enough for what needs `write`, and so on. */
export function isAtLeast(has: Permission, needed: Permission): boolean {
  return PERMISSIONS.indexOf(has) <= PERMISSIONS.indexOf(needed);
}
