/** One thing that was looked at. A red one says how to mend it. */
export interface Check {
  name: string;
  ok: boolean;
  found: string;
  mend: string | null;
  /** It names accounts or repositories, which not everybody who administers one may know. */
  namesTenants?: true;
}

/** The same, marked as one that names accounts or repositories. */
export function ofTenants(check: Check): Check {
  return { ...check, namesTenants: true };
}

/** It is well. */
export function green(name: string, found: string): Check {
  return { name, ok: true, found, mend: null };
}

/** It is not well; `mend` says what to do. */
export function red(name: string, found: string, mend: string): Check {
  return { name, ok: false, found, mend };
}
