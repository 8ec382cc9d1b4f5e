import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { useStep } from './progress.js';
import type { StepProps } from './step-props.js';
import { Told } from './told.js';

const { claude: said } = words.setup;

/** Claude's key, which is asked of Anthropic before it is kept; it is never shown again. */
export function StepClaude({ progress: { claude }, go }: StepProps) {
  const [key, setKey] = useState('');
  const check = useStep<{ key: string }>('/claude', () => go('install'));
  const skip = useStep<{ skip: true }>('/claude', () => go('install'));
  const isGiven = claude?.source === 'environment';
  const error = check.error?.message ?? skip.error?.message ?? null;
  return (
    <Card title={said.title}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-soft">{said.lead}</p>
        {claude !== null && (
          <Told tone="grey">{isGiven ? said.given : claude.skipped ? said.skipped : said.kept(claude.model)}</Told>
        )}
        {isGiven ? (
          <div>
            <Button look="primary" onClick={() => go('install')}>
              {words.setup.next}
            </Button>
          </div>
        ) : (
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              check.mutate({ key });
            }}
          >
            <Field label={said.key} hint={said.keyHint} error={error}>
              {(ids) => (
                <Input
                  {...ids}
                  type="password"
                  value={key}
                  onChange={({ target }) => setKey(target.value)}
                  autoComplete="off"
                  required
                  maxLength={500}
                />
              )}
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button type="submit" look="primary" busy={check.isPending} disabled={skip.isPending}>
                {said.check}
              </Button>
              <Button busy={skip.isPending} disabled={check.isPending} onClick={() => skip.mutate({ skip: true })}>
                {said.skip}
              </Button>
              {claude !== null && <Button onClick={() => go('install')}>{words.setup.next}</Button>}
            </div>
          </form>
        )}
      </div>
    </Card>
  );
}
