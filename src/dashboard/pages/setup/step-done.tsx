import { useMutation } from '@tanstack/react-query';
import { signInUrl } from '../../api/session.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External } from '../../ui/links.js';
import { words } from '../../words/en.js';
import { ask, isDone } from './progress.js';
import { STEPS } from './search.js';
import type { StepProps } from './step-props.js';
import { Told } from './told.js';

const { done: said } = words.setup;

/** What is there, and where to go from here. */
export function StepDone({ progress }: StepProps) {
  const { app, firstPull } = progress;
  const left = STEPS.filter((step) => step !== 'done' && !isDone(step, progress));
  const end = useMutation({
    mutationFn: () => ask('POST', '/done'),
    // Another page of another state: the door has been closed while this one was given.
    onSuccess: () => location.assign(app?.canSignIn === true ? signInUrl('/overview') : '/'),
  });
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4 text-sm">
        {left.length > 0 && <Told tone="yellow">{said.left(left.map((step) => words.setup.names[step]))}</Told>}
        <div aria-live="polite">
          {firstPull === null ? (
            <p className="text-ink-soft">{said.noPull}</p>
          ) : (
            <p>
              {firstPull.reviewed ? said.reviewed : said.seen}{' '}
              <External href={firstPull.url}>{`${firstPull.repository}#${firstPull.number}`}</External>
            </p>
          )}
        </div>
        <p className="text-ink-soft">
          <InlineCode text={said.ends} />
        </p>
        {end.error !== null && <Told tone="red">{end.error.message}</Told>}
        <div>
          <Button look="primary" busy={end.isPending || end.isSuccess} onClick={() => end.mutate()}>
            {app?.canSignIn === true ? said.signIn : said.finish}
          </Button>
        </div>
      </div>
    </Card>
  );
}
