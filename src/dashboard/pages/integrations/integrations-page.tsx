import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InstallationSelect } from '../../layout/installation-select.js';
import { useInstallation } from '../../layout/use-installation.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { IntegrationDialog } from './integration-dialog.js';
import { IntegrationRow } from './integration-row.js';
import { integrationsOf, integrationTypes, type Integration } from './queries.js';

const route = getRouteApi('/app/integrations');
const said = words.integrations;

/** The services that workflows talk to. */
export function IntegrationsPage() {
  const { installation: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const installation = useInstallation(chosen);
  const isAdmin = installation?.role === 'admin';
  const [edited, setEdited] = useState<Integration | 'new' | null>(null);
  return (
    <Page
      title={words.shell.pages.integrations}
      lead={said.lead}
      actions={
        <>
          <InstallationSelect
            value={installation?.id}
            onChange={(id) => void navigate({ search: { installation: id }, replace: true })}
          />
          {isAdmin && (
            <Button look="primary" onClick={() => setEdited('new')}>
              {said.add}
            </Button>
          )}
        </>
      }
    >
      <Card flush>
        {installation === null || !isAdmin ? (
          <Empty title={said.adminsOnly} />
        ) : (
          <List installation={installation.id} onEdit={setEdited} />
        )}
      </Card>
      {edited !== null && installation !== null && (
        <IntegrationDialog
          of={edited === 'new' ? null : edited}
          installation={installation.id}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}

function List({ installation, onEdit }: { installation: number; onEdit: (of: Integration) => void }) {
  const list = useQuery(integrationsOf(installation));
  const types = useQuery(integrationTypes);
  return (
    <Loaded of={list}>
      {({ items }) => (
        <>
          <ul className="divide-y divide-line">
            {items.map((of) => (
              <IntegrationRow
                key={of.id ?? of.type}
                of={of}
                type={types.data?.items.find(({ type }) => type === of.type)}
                onEdit={() => onEdit(of)}
              />
            ))}
          </ul>
          {items.every(({ id }) => id === null) && (
            <div className="border-t border-line">
              <Empty title={said.none} hint={said.noneHint} />
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}
