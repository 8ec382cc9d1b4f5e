import type { ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { Failed, SkeletonRows } from './states.js';

interface Props<T> {
  of: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  /** Shown until the first answer; rows where left out. */
  waiting?: ReactNode;
  children: (data: T) => ReactNode;
}

/** An answer of the API in each of its states. What has been shown stays while a newer one cannot be had. */
export function Loaded<T>({ of, waiting = <SkeletonRows />, children }: Props<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null) return <Failed error={of.error} retry={() => void of.refetch()} />;
  return waiting;
}
