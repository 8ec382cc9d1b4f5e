import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { words } from '../../words/en.js';
import { DisconnectDialog } from './disconnect-dialog.js';
import { mayChange } from './may-change.js';
import type { Repo } from './repo-queries.js';
import { useRepoActions } from './use-repo-actions.js';

type Controlled = Pick<Repo, 'owner' | 'name' | 'full_name' | 'role' | 'connected'>;

/** What can be done to a repository as a whole; disabled with the reason for who may only read it. */
export function RepoControls({ repo, small = false }: { repo: Controlled; small?: boolean }) {
  const { connect, rescan, disconnect } = useRepoActions({ owner: repo.owner, repo: repo.name });
  const [isAsked, setAsked] = useState(false);
  const may = mayChange(repo.role);
  const why = may ? undefined : words.repos.needsWrite;
  if (!repo.connected)
    return (
      <Button
        small={small}
        look={small ? 'secondary' : 'primary'}
        disabled={!may}
        title={why}
        busy={connect.isPending}
        onClick={() => connect.mutate()}
        aria-label={small ? words.repos.connectNamed(repo.full_name) : undefined}
      >
        {words.repos.connect}
      </Button>
    );
  return (
    <>
      <Menu
        label={words.repos.actionsOf(repo.full_name)}
        trigger={<span aria-hidden="true">⋯</span>}
        className={small ? 'px-2' : 'h-8 border border-line-strong bg-surface px-2.5'}
      >
        <MenuItem disabled={!may} onSelect={() => rescan.mutate()}>
          {words.repos.rescan}
        </MenuItem>
        <MenuItem disabled={!may} onSelect={() => setAsked(true)}>
          {words.repos.disconnectIt}
        </MenuItem>
        {why !== undefined && <p className="max-w-52 px-2 py-1.5 text-xs text-ink-soft">{why}</p>}
      </Menu>
      <DisconnectDialog
        name={repo.full_name}
        open={isAsked}
        busy={disconnect.isPending}
        onClose={() => setAsked(false)}
        onDisconnect={(purge) => disconnect.mutate(purge, { onSuccess: () => setAsked(false) })}
      />
    </>
  );
}
