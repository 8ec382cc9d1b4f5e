import type { ReactNode } from 'react';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Loaded } from './loaded.js';
import { More, type Paged } from './more.js';

interface Props<Row> {
  of: Pick<UseInfiniteQueryResult<InfiniteData<{ items: readonly Row[] }>>, 'data' | 'error' | 'refetch'> & Paged;
  /** Shown until the first answer; rows where left out. */
  waiting?: ReactNode;
  /** Shown where there is no row. */
  empty: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}

/** A list that comes by pages in each of its states: on its way, failed, empty, and its rows with the way to more. */
export function PagedRows<Row>({ of, empty, children, ...rest }: Props<Row>) {
  return (
    <>
      <Loaded of={of} {...rest}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return rows.length === 0 ? empty : children(rows);
        }}
      </Loaded>
      <More of={of} />
    </>
  );
}
