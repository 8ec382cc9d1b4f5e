import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { useStep, type SetupProgress } from './progress.js';

const { app: said } = words.setup;

/** github.com, or an Enterprise Server. */
export function ChooseGitHub({ progress: { github, app } }: { progress: SetupProgress }) {
  const [url, setUrl] = useState(github.url);
  // The page may lead to the GitHub that it was given with, and to no other: it is loaded anew.
  const choose = useStep<{ url: string }>('/github', () => location.assign('/setup?step=app'));
  const isFixed = github.source === 'environment' || app !== null;
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate({ url });
      }}
    >
      <Field
        label={said.github}
        hint={github.source === 'environment' ? said.githubGiven : said.githubHint}
        error={choose.error?.message ?? null}
      >
        {(ids) => (
          <Input
            {...ids}
            value={url}
            onChange={({ target }) => setUrl(target.value)}
            disabled={isFixed}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
          />
        )}
      </Field>
      {!isFixed && (
        <Button type="submit" className="mt-6" busy={choose.isPending} disabled={url.trim() === github.url}>
          {said.useGitHub}
        </Button>
      )}
    </form>
  );
}
