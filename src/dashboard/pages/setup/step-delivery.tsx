import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button, Spinner } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { External } from '../../ui/links.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { ask } from './progress.js';
import type { StepProps } from './step-props.js';
import { Told } from './told.js';

const { delivery: said } = words.setup;
/** Deliveries take a second; after this something is wrong. */
const PATIENCE_MS = 60_000;

/** The first delivery, as it comes. */
export function StepDelivery({ progress, go }: StepProps) {
  const { deliveries, app } = progress;
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const again = useMutation({ mutationFn: () => ask<{ asked: number }>('POST', '/deliver-again') });
  const hasCome = deliveries.count > 0;
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4">
        <div aria-live="polite" className="flex flex-col gap-2 text-sm">
          {hasCome ? (
            <>
              <p>{said.come(deliveries.count)}</p>
              <ul className="flex flex-col gap-1">
                {deliveries.newest.map(({ event, at }) => (
                  <li key={`${event} ${at}`} className="flex flex-wrap gap-x-3">
                    <span className="font-mono text-xs">{event}</span>
                    <span className="text-ink-soft">
                      <Time at={at} />
                    </span>
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p className="flex items-center gap-2 text-ink-soft">
              <Spinner />
              {said.waiting}
            </p>
          )}
        </div>
        {!hasCome && isLate && (
          <Told tone="yellow">
            <p className="font-medium">{said.late}</p>
            <ol className="mt-1 list-decimal pl-5">
              {said.checks(progress.reach?.channelHost ?? null, progress.reach?.url ?? null).map((check) => (
                <li key={check}>{check}</li>
              ))}
            </ol>
          </Told>
        )}
        {again.error !== null && <Told tone="red">{again.error.message}</Told>}
        {again.data !== undefined && !hasCome && <Told tone="grey">{said.asked(again.data.asked)}</Told>}
        <div className="flex flex-wrap items-center gap-2">
          <Button look={hasCome ? 'primary' : 'secondary'} onClick={() => go('done')}>
            {words.setup.next}
          </Button>
          {app?.source === 'stored' && (
            <Button busy={again.isPending} onClick={() => again.mutate()}>
              {said.again}
            </Button>
          )}
          {app !== null && (
            <External href={`${app.settingsUrl}/advanced`} className="text-sm">
              {said.onGitHub}
            </External>
          )}
        </div>
      </div>
    </Card>
  );
}
