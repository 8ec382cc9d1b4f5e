import { words } from '../words/en.js';
import { Button } from './button.js';
import { complain } from './toast.js';

export interface Paged {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<{ error: Error | null }>;
}

/** The way to the next rows of a list; nothing where all are shown. Rows that cannot be had are told, the others stay. */
export function More({ of }: { of: Paged }) {
  if (!of.hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line p-3">
      <Button
        busy={of.isFetchingNextPage}
        onClick={() => void of.fetchNextPage().then(({ error }) => error && complain(error))}
      >
        {words.common.more}
      </Button>
    </div>
  );
}
