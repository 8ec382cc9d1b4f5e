import { useCallback, useMemo, useState } from 'react';

interface Cursor {
  id: string | null;
  /** Where it stood: whoever is there next takes its place once it is gone. */
  at: number;
  /** How often it was moved. */
  moves: number;
}

/** The row that the keyboard is on. `at` is -1 while there is none. */
export function useCursor(rows: readonly { id: string }[], first: string | undefined) {
  const [cursor, setCursor] = useState<Cursor>({ id: first ?? null, at: -1, moves: 0 });
  const places = useMemo(() => new Map(rows.map(({ id }, at) => [id, at])), [rows]);
  const known = cursor.id === null ? undefined : places.get(cursor.id);
  const at = Math.min(known ?? cursor.at, rows.length - 1);
  const moveTo = useCallback(
    (place: number) => {
      const next = Math.max(0, Math.min(place, rows.length - 1));
      setCursor(({ moves }) => ({ id: rows[next]?.id ?? null, at: next, moves: moves + 1 }));
      return rows[next]?.id ?? null;
    },
    [rows],
  );
  return { at, moves: cursor.moves, moveTo };
}
