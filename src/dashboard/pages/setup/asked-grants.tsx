import type { ReactNode } from 'react';
import { words } from '../../words/en.js';
import type { SetupProgress } from './progress.js';

const { app: said } = words.setup;

/** What the App asks for, each with its reason. */
export function AskedGrants({ grants: { permissions, events } }: { grants: SetupProgress['grants'] }) {
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      <Grants title={said.permissions}>
        {permissions.map(({ name, level, why }) => (
          <Grant key={name} name={`${name}: ${level}`} why={why} />
        ))}
      </Grants>
      <Grants title={said.events}>
        {events.map(({ name, why }) => (
          <Grant key={name} name={name} why={why} />
        ))}
      </Grants>
    </div>
  );
}

function Grants({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-sm font-medium">{title}</h3>
      <dl className="grid gap-x-4 gap-y-1 text-xs sm:grid-cols-[14rem_1fr]">{children}</dl>
    </section>
  );
}

function Grant({ name, why }: { name: string; why: string }) {
  return (
    <>
      <dt className="font-mono break-words">{name}</dt>
      <dd className="text-ink-soft">{why}</dd>
    </>
  );
}
