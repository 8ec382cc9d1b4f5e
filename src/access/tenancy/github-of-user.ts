import type { Permission } from './access.js';

/** An installation of our App that a person can see. */
export interface UserInstallation {
  id: number;
  /** Null: what it belongs to is no account (an enterprise). */
  account: { id: number; login: string; type: string } | null;
}

/** A repository of an installation, with the highest permission that the person has in it. */
export interface UserRepository {
  id: number;
  fullName: string;
  private: boolean;
  permission: Permission;
}

/**
 * GitHub, asked with the token of one person. Each call throws `TokenRefusedError` where GitHub does not take the token,
 * `AccessUnavailableError` without an answer.
 */
export interface GitHubOfUser {
  installations(): Promise<UserInstallation[]>;
  /** Null: the person cannot see the installation, or it is suspended. */
  repositories(githubInstallationId: number): Promise<UserRepository[] | null>;
  /** Whether the person may administer an organisation; false too where GitHub does not say. */
  administers(organisation: { id: number; login: string }): Promise<boolean>;
}
