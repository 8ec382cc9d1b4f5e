/** The folders that have to be open for a path to be seen, itself the last: `a/b` of `a/b` is `a`, `a/b`. Pure. */
export function ancestorsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** The folder that something lies in; empty: the root. Pure. */
export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');
