import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Installation } from '../../layout/use-installation.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { AddMcpServer } from './add-mcp-server.js';
import { McpServerRow } from './mcp-server-row.js';
import { mcpServers } from './mcp-queries.js';

const { mcp } = words.settings;

/** The MCP servers that reviews of an installation ask, with the tools that they may be asked with. */
export function McpServers({ installation }: { installation: Installation }) {
  const list = useQuery(mcpServers);
  const [isAdding, setAdding] = useState(false);
  return (
    <Card
      title={mcp.title}
      flush
      actions={
        <Button small onClick={() => setAdding(true)}>
          {mcp.add}
        </Button>
      }
    >
      <p className="px-4 pt-3 text-sm text-ink-soft">{mcp.lead}</p>
      <Loaded of={list} waiting={<SkeletonRows rows={3} />}>
        {({ items }) => {
          const own = items.filter(({ installation_id: id }) => id === null || id === installation.id);
          return own.length === 0 ? (
            <Empty title={mcp.empty} hint={mcp.emptyHint} />
          ) : (
            <ul className="mt-2 divide-y divide-line border-t border-line">
              {own.map((server) => (
                <McpServerRow key={server.id} server={server} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {isAdding && <AddMcpServer installation={installation} onClose={() => setAdding(false)} />}
    </Card>
  );
}
