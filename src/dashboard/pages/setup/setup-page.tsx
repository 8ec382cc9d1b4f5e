import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../../api/client.js';
import { Mark } from '../../layout/mark.js';
import { InlineCode } from '../../ui/inline-code.js';
import { LinkButton } from '../../ui/button.js';
import { Page } from '../../ui/page.js';
import { Loaded } from '../../ui/loaded.js';
import { words } from '../../words/en.js';
import { isOpen, nextStep, progressQuery, type SetupProgress } from './progress.js';
import type { Step } from './search.js';
import { StepApp } from './step-app.js';
import { StepClaude } from './step-claude.js';
import { StepDelivery } from './step-delivery.js';
import { StepDone } from './step-done.js';
import { StepInstall } from './step-install.js';
import { StepList } from './step-list.js';
import { StepReach } from './step-reach.js';
import { Told } from './told.js';

const route = getRouteApi('/setup');
const { setup } = words;

/** Sets a server up, step by step; each can be left and come back to. */
export function SetupPage() {
  const { step: asked } = route.useSearch();
  const query = useQuery(progressQuery(asked === 'install' || asked === 'delivery' || asked === 'done'));
  const { error } = query;
  const isShut = error instanceof ApiProblem && (error.status === 401 || error.status === 410);
  return (
    <>
      <header className="flex h-12 items-center gap-2 border-b border-line bg-sunken px-4 font-semibold sm:px-6">
        <Mark />
        Nectr
      </header>
      <main>
        {isShut ? (
          <Shut gone={error.status === 410} />
        ) : (
          <Page title={setup.title} lead={setup.lead}>
            <Loaded of={query}>{(progress) => <Steps progress={progress} asked={asked} />}</Loaded>
          </Page>
        )}
      </main>
    </>
  );
}

function Shut({ gone }: { gone: boolean }) {
  return (
    <Page title={gone ? setup.over : setup.locked} name={setup.title}>
      <p className="max-w-prose text-sm text-ink-soft">
        <InlineCode text={gone ? setup.overHint : setup.lockedHint} />
      </p>
      {gone && (
        <div>
          <LinkButton look="primary" href="/login">
            {words.login.title}
          </LinkButton>
        </div>
      )}
    </Page>
  );
}

function Steps({ progress, asked }: { progress: SetupProgress; asked: Step | undefined }) {
  const navigate = route.useNavigate();
  const open = (step: Step) => void navigate({ search: { step } });
  // Where one came in stays open, done or not, until one goes on.
  const [first] = useState(() => nextStep(progress));
  const step = asked !== undefined && isOpen(asked, progress) ? asked : first;
  const Current = CONTENT[step];
  return (
    <>
      {progress.trouble !== null && <Told tone="red">{setup.trouble(progress.trouble)}</Told>}
      <div className="grid gap-5 md:grid-cols-[14rem_minmax(0,1fr)]">
        <StepList progress={progress} current={step} open={open} />
        <div className="min-w-0 max-w-2xl">
          <Current progress={progress} go={open} />
        </div>
      </div>
    </>
  );
}

const CONTENT = {
  reach: StepReach,
  app: StepApp,
  claude: StepClaude,
  install: StepInstall,
  delivery: StepDelivery,
  done: StepDone,
} as const;
