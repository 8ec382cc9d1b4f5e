import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { classes } from './classes.js';
import { Joints } from './joints.js';

export const LINK = 'text-link no-underline hover:underline';

/** To another site; says so with an arrow. */
export function External({ href, className, children }: { href: string; className?: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes(LINK, className)}>
      {children}
      <span aria-hidden="true"> ↗</span>
    </a>
  );
}

/** To the page of a repository, such as `acme/shop`. */
export function RepoLink({ repo }: { repo: string }) {
  const [owner = '', name = ''] = repo.split('/');
  return (
    <Link to="/repos/$owner/$repo" params={{ owner, repo: name }} className={LINK}>
      <Joints of={repo} />
    </Link>
  );
}
