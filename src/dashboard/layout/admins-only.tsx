import type { ReactNode } from 'react';
import { useSession } from '../api/session.js';
import { Card } from '../ui/card.js';
import { Empty } from '../ui/states.js';
import { words } from '../words/en.js';

/** What only administrators of an installation see; others are told so. */
export function AdminsOnly({ children }: { children: ReactNode }) {
  const { installations } = useSession();
  if (installations.some(({ role }) => role === 'admin')) return children;
  return (
    <Card>
      <Empty title={words.admins.title} hint={words.admins.hint} />
    </Card>
  );
}
