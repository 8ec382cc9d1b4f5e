import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { InstallationSelect } from '../../layout/installation-select.js';
import { useInstallation, type Installation } from '../../layout/use-installation.js';
import { Card } from '../../ui/card.js';
import { Page } from '../../ui/page.js';
import { Empty } from '../../ui/states.js';
import { TabLinks } from '../../ui/tab-links.js';
import { words } from '../../words/en.js';
import { InstallationSettings } from './installation-settings.js';
import { McpServers } from './mcp-servers.js';
import { PeopleSwitch } from './people-switch.js';
import { Sessions } from './sessions.js';

const route = getRouteApi('/app/settings');
const { tabs } = words.settings;

/** What holds in a whole installation, and where oneself is signed in. */
export function SettingsPage() {
  const { tab, installation: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const installation = useInstallation(chosen);
  return (
    <Page
      title={words.settings.title}
      lead={installation === null ? undefined : words.settings.lead(installation.account_login)}
      actions={
        <InstallationSelect
          value={installation?.id}
          onChange={(id) => void navigate({ search: (search) => ({ ...search, installation: id }), replace: true })}
        />
      }
    >
      <TabLinks
        label={words.settings.title}
        tabs={[
          { name: tabs.reviews, search: { tab: undefined } },
          { name: tabs.people, search: { tab: 'people' } },
          { name: tabs.mcp, search: { tab: 'mcp' } },
          { name: tabs.sessions, search: { tab: 'sessions' } },
        ]}
      />
      {tab === undefined && (
        <ForAdmins of={installation}>{(of) => <InstallationSettings installation={of} />}</ForAdmins>
      )}
      {tab === 'people' && <ForAdmins of={installation}>{(of) => <PeopleSwitch installation={of} />}</ForAdmins>}
      {tab === 'mcp' && <ForAdmins of={installation}>{(of) => <McpServers installation={of} />}</ForAdmins>}
      {tab === 'sessions' && <Sessions />}
    </Page>
  );
}

function ForAdmins({ of, children }: { of: Installation | null; children: (of: Installation) => ReactNode }) {
  if (of?.role === 'admin') return children(of);
  return (
    <Card>
      <Empty
        title={of === null ? words.settings.none : words.admins.title}
        hint={of === null ? words.settings.noneHint : words.settings.forAdmins(of.account_login)}
      />
    </Card>
  );
}
