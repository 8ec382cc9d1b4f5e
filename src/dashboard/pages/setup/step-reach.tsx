import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { useStep } from './progress.js';
import type { StepProps } from './step-props.js';
import { Told } from './told.js';

const { reach: said } = words.setup;

/** Where people and GitHub reach this server. */
export function StepReach({ progress: { reach }, go }: StepProps) {
  const [url, setUrl] = useState(reach?.url ?? location.origin);
  const address = useStep<{ url: string }>('/reach', () => undefined);
  const channel = useStep<{ channel: true }>('/reach', () => undefined);
  const isGiven = reach?.source === 'environment';
  const busy = address.isPending || channel.isPending;
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-soft">{said.lead}</p>
        {isGiven && <Told tone="grey">{said.given(reach.url ?? reach.channelHost ?? '')}</Told>}
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            channel.reset();
            address.mutate({ url });
          }}
        >
          <Field label={said.address} hint={said.addressHint} error={address.error?.message ?? null}>
            {(ids) => (
              <Input
                {...ids}
                value={url}
                onChange={({ target }) => setUrl(target.value)}
                disabled={isGiven}
                inputMode="url"
                autoComplete="off"
                spellCheck={false}
                maxLength={500}
              />
            )}
          </Field>
          <div>
            <Button type="submit" disabled={isGiven || busy} busy={address.isPending}>
              {said.use}
            </Button>
          </div>
        </form>
        <div className="flex flex-col gap-2 border-t border-line pt-4">
          <p className="text-sm text-ink-soft">{said.channelLead}</p>
          {channel.error !== null && <Told tone="red">{channel.error.message}</Told>}
          <div>
            <Button
              disabled={isGiven || busy}
              busy={channel.isPending}
              onClick={() => {
                address.reset();
                channel.mutate({ channel: true });
              }}
            >
              {said.makeChannel}
            </Button>
          </div>
        </div>
        {reach !== null && (
          <div className="flex flex-col gap-3 border-t border-line pt-4">
            {reach.isLocal && <Told tone="yellow">{said.local}</Told>}
            <p className="text-sm" role="status">
              {reach.channelHost === null ? said.isAddress(reach.url ?? '') : said.isChannel(reach.channelHost)}
            </p>
            <div>
              <Button look="primary" onClick={() => go('app')}>
                {words.setup.next}
              </Button>
            </div>
          </div>
        )}
      </div>
    </Card>
  );
}
