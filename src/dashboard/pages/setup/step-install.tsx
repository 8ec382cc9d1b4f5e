import { Button, LinkButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { words } from '../../words/en.js';
import type { StepProps } from './step-props.js';

const { install: said } = words.setup;

/** GitHub's page installs the App on repositories, and leads back here. */
export function StepInstall({ progress: { app, installations }, go }: StepProps) {
  const isThere = installations.length > 0;
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-soft">{said.lead}</p>
        <ul className="flex flex-col gap-1 text-sm" aria-live="polite">
          {installations.map(({ account, repositories }) => (
            <li key={account}>{said.on(account, repositories)}</li>
          ))}
        </ul>
        <div className="flex flex-wrap gap-2">
          {app !== null && (
            <LinkButton look={isThere ? 'secondary' : 'primary'} href={app.installUrl}>
              {isThere ? said.more : said.install}
            </LinkButton>
          )}
          <Button look={isThere ? 'primary' : 'secondary'} onClick={() => go('delivery')}>
            {words.setup.next}
          </Button>
        </div>
      </div>
    </Card>
  );
}
