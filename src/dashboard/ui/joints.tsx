import type { ReactNode } from 'react';

/** A path or a name such as `acme/shop` or `pull_request.opened`, which a narrow place breaks at its joints only. */
export function Joints({ of }: { of: string }): ReactNode {
  return of.split(/(?<=[/._])/).map((part, at) => (
    <span key={at}>
      {part}
      <wbr />
    </span>
  ));
}
