import { answerOf, api } from '../../api/client.js';
import type { Installation } from '../../layout/use-installation.js';
import { words } from '../../words/en.js';
import { EditedSettings } from '../repos/settings/edited-settings.js';

/** What is set for all repositories of an installation; a repository, and its file, go over it. */
export function InstallationSettings({ installation: { id } }: { installation: Installation }) {
  const route = api.installations[':id'].settings;
  const param = { id: String(id) };
  return (
    <EditedSettings
      // What is typed is of one installation.
      key={id}
      queryKey={['settings', id, 'reviews']}
      read={() => answerOf(route.$get({ param, query: {} }))}
      write={(json) => answerOf(route.$patch({ param, query: {}, json }))}
      lead={words.settings.reviews.lead}
      mayNot={null}
      fileUrl={null}
    />
  );
}
