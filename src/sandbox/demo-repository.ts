import { CURRENCIES_COMMITS, CURRENCIES_PULL } from './demo-repository/currencies-pull.js';
import { fastImport } from './demo-repository/fast-import.js';
import { importHistory } from './demo-repository/import-history.js';
import {
  ORDER_EXPORT_COMMITS,
  ORDER_EXPORT_ISSUE,
  ORDER_EXPORT_PULL,
  ORDER_EXPORT_UNDO,
} from './demo-repository/order-export-pull.js';
import { ORDER_PAGES_COMMITS, ORDER_PAGES_PULL } from './demo-repository/order-pages-pull.js';
import { SHOP_COMMITS } from './demo-repository/shop-commits.js';
import { walkHistory } from './demo-repository/walk-history.js';
import { walkPast, type PastPull } from './demo-repository/walk-past.js';

/** An issue to open; `user` is a login. */
export interface DemoIssue {
  title: string;
  body: string;
  user: string;
}

/** A pull request to open between two branches of the repository. */
export interface DemoPull extends DemoIssue {
  head: string;
  base: string;
}

export interface DemoRepository {
  folder: string;
  defaultBranch: string;
  /** Opened first and in this order: the pull requests name them by number, counted from 1. */
  issues: DemoIssue[];
  /** The first is the one to be reviewed. */
  pulls: DemoPull[];
  /** Merged ones, oldest first, numbered behind the issues; for `seedPast`. */
  past: PastPull[];
}

/**
 * Builds the repository of a small web shop as a bare git repository in `folder`, which is created or empty.
 * Authors, dates and contents are fixed, so every build has the same SHAs. Throws when git cannot build it.
 */
export async function createDemoRepository(folder: string): Promise<DemoRepository> {
  const past = walkPast(walkHistory(SHOP_COMMITS).at(-1)?.tree ?? new Map());
  const commits = [
    ...SHOP_COMMITS,
    ...past.commits,
    ...ORDER_EXPORT_COMMITS,
    ...ORDER_EXPORT_UNDO,
    ...ORDER_PAGES_COMMITS,
    ...CURRENCIES_COMMITS,
  ];
  await importHistory(folder, fastImport(commits));
  return {
    folder,
    defaultBranch: 'main',
    issues: [ORDER_EXPORT_ISSUE],
    pulls: [ORDER_EXPORT_PULL, ORDER_PAGES_PULL, CURRENCIES_PULL],
    past: past.pulls,
  };
}
