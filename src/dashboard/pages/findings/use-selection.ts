import { useCallback, useMemo, useState } from 'react';

/** Which rows are selected. What is no longer listed is not. */
export function useSelection<Row extends { id: string }>(rows: readonly Row[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => (ids.size === 0 ? [] : rows.filter(({ id }) => ids.has(id))), [rows, ids]);
  const toggle = useCallback((id: string) => {
    setIds((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const drop = useCallback((gone: readonly string[]) => {
    setIds((before) => new Set([...before].filter((id) => !gone.includes(id))));
  }, []);
  const all = useCallback(() => setIds(new Set(rows.map(({ id }) => id))), [rows]);
  const none = useCallback(() => setIds(new Set()), []);
  return { ids, rows: selected, toggle, drop, all, none };
}
