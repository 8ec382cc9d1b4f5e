import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { CreateToken } from './create-token.js';
import { FreshToken } from './fresh-token.js';
import { RevokeToken } from './revoke-token.js';
import { tokenList, type Token } from './token-queries.js';

const { columns: heads } = words.tokens;
const SOON_MS = 7 * 86_400_000;

/** The API tokens of whoever looks. */
export function TokensPage() {
  const list = useInfiniteQuery(tokenList);
  const [isCreating, setCreating] = useState(false);
  /** Kept here only, until it is put away: the server does not tell it again. */
  const [fresh, setFresh] = useState<{ name: string; token: string } | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const columns: Column<Token>[] = [
    {
      head: heads.name,
      cell: ({ name, beginning }) => (
        <>
          <span className="font-medium wrap-anywhere">{name}</span>
          <span className="block font-mono text-2xs text-ink-faint">{beginning}…</span>
        </>
      ),
    },
    {
      head: heads.scopes,
      wide: true,
      cell: ({ scopes }) => (
        <span className="flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </span>
      ),
    },
    {
      head: heads.used,
      wide: true,
      cell: ({ last_used_at: at }) => (at === null ? words.common.never : <Time at={at} />),
    },
    {
      head: heads.ends,
      cell: ({ expires_at: at }) => (
        <span className={Date.parse(at) - Date.now() < SOON_MS ? 'text-yellow' : undefined}>
          <Time at={at} />
        </span>
      ),
    },
    {
      head: words.tokens.revoke,
      hideHead: true,
      end: true,
      cell: (token) => (
        <Button small look="danger" aria-label={words.tokens.revokeOf(token.name)} onClick={() => setRevoked(token)}>
          {words.tokens.revoke}
        </Button>
      ),
    },
  ];
  return (
    <Page
      title={words.tokens.title}
      lead={words.tokens.lead}
      actions={
        <Button look="primary" onClick={() => setCreating(true)}>
          {words.tokens.create}
        </Button>
      }
    >
      {fresh !== null && <FreshToken {...fresh} onDone={() => setFresh(null)} />}
      <Card flush>
        <PagedRows of={list} empty={<Empty title={words.tokens.empty} hint={words.tokens.emptyHint} />}>
          {(rows) => <Table label={words.tokens.title} rows={rows} keyOf={({ id }) => id} columns={columns} />}
        </PagedRows>
      </Card>
      {isCreating && <CreateToken onClose={() => setCreating(false)} onMade={setFresh} />}
      {revoked !== null && <RevokeToken token={revoked} onClose={() => setRevoked(null)} />}
    </Page>
  );
}
