import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select } from '../../ui/field.js';
import { External } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { AskedGrants } from './asked-grants.js';
import { ChooseGitHub } from './choose-github.js';
import { ask } from './progress.js';
import type { StepProps } from './step-props.js';
import { submitForm } from './submit-form.js';
import { Told } from './told.js';

const route = getRouteApi('/setup');
const { app: said } = words.setup;

/** Makes the App on GitHub, from a manifest with everything filled in. */
export function StepApp({ progress, go }: StepProps) {
  const { app } = progress;
  const { problem } = route.useSearch();
  const [again, setAgain] = useState(false);
  if (app !== null && progress.mode === 'configured' && !again)
    return (
      <Card title={said.title}>
        <div className="flex flex-col gap-4">
          <p className="text-sm">{said.made(app.name ?? String(app.id), app.source === 'environment')}</p>
          <p className="text-sm">
            <External href={app.settingsUrl}>{said.settings}</External>
          </p>
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={() => go('claude')}>
              {words.setup.next}
            </Button>
            {app.source === 'stored' && <Button onClick={() => setAgain(true)}>{said.another}</Button>}
          </div>
        </div>
      </Card>
    );
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4">
        {problem !== undefined && <Told tone="red">{said.problems[problem]}</Told>}
        <p className="text-sm text-ink-soft">{said.lead}</p>
        {progress.reach?.isLocal === true && <Told tone="yellow">{said.local}</Told>}
        <ChooseGitHub progress={progress} />
        <CreateForm progress={progress} replace={app !== null} />
        <AskedGrants grants={progress.grants} />
      </div>
    </Card>
  );
}

function CreateForm({ progress, replace }: Pick<StepProps, 'progress'> & { replace: boolean }) {
  const [owner, setOwner] = useState<'organisation' | 'account'>('organisation');
  const [organisation, setOrganisation] = useState('');
  const [own, setName] = useState<string | null>(null);
  const suggested = owner === 'organisation' ? `${progress.suggestedName} ${organisation}` : progress.suggestedName;
  const name = own ?? suggested.trim().slice(0, 34).trim();
  const create = useMutation({
    mutationFn: () =>
      ask<{ action: string; manifest: string }>('POST', '/app', {
        organisation: owner === 'organisation' ? organisation.trim() : null,
        name,
        replace,
      }),
    onSuccess: ({ action, manifest }) => submitForm(action, { manifest }),
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label={said.owner}>
          {(ids) => (
            <Select
              {...ids}
              value={owner}
              onChange={({ target }) => setOwner(target.value === 'account' ? 'account' : 'organisation')}
            >
              <option value="organisation">{said.ofOrganisation}</option>
              <option value="account">{said.ofAccount}</option>
            </Select>
          )}
        </Field>
        {owner === 'organisation' && (
          <Field label={said.organisation} hint={said.organisationHint}>
            {(ids) => (
              <Input
                {...ids}
                value={organisation}
                onChange={({ target }) => setOrganisation(target.value)}
                required
                pattern="[A-Za-z0-9](?:[A-Za-z0-9_\-]*[A-Za-z0-9])?"
                maxLength={100}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
      </div>
      <Field label={said.name} hint={said.nameHint}>
        {(ids) => (
          <Input {...ids} value={name} onChange={({ target }) => setName(target.value)} required maxLength={34} />
        )}
      </Field>
      {create.error !== null && <Told tone="red">{create.error.message}</Told>}
      <div>
        <Button type="submit" look="primary" busy={create.isPending || create.isSuccess}>
          {said.create}
        </Button>
      </div>
    </form>
  );
}
