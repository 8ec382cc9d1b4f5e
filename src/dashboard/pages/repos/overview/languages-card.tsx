import type { UseQueryResult } from '@tanstack/react-query';
import { Card } from '../../../ui/card.js';
import { Loaded } from '../../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { languageName } from '../../../../syntax/language-name.js';
import { percent } from '../../../format/number.js';
import { words } from '../../../words/en.js';
import type { Insights } from '../repo-queries.js';
import { LANGUAGE_COLOURS, languageShares } from '../insights/language-shares.js';

const told = words.repoOverview.languages;

/** In which languages how much is written, as one bar with its legend. */
export function LanguagesCard({ insights }: { insights: UseQueryResult<Insights> }) {
  return (
    <Card title={told.title}>
      <Loaded of={insights} waiting={<SkeletonRows rows={2} />}>
        {({ languages }) => {
          const shares = languageShares(languages, LANGUAGE_COLOURS.length);
          if (shares.length === 0) return <Empty title={told.empty} hint={told.hint} />;
          return (
            <>
              <div aria-hidden="true" className="flex h-2 gap-px overflow-hidden rounded-full bg-grey-soft">
                {shares.map(({ language, share }, at) => (
                  <span
                    key={language}
                    className="block h-full min-w-1"
                    style={{ flexGrow: share, background: LANGUAGE_COLOURS[at] }}
                  />
                ))}
              </div>
              <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                {shares.map(({ language, share }, at) => (
                  <li key={language} className="inline-flex items-center gap-1.5">
                    <span
                      aria-hidden="true"
                      className="size-2 rounded-full"
                      style={{ background: LANGUAGE_COLOURS[at] }}
                    />
                    {languageName(language)}
                    <span className="text-ink-soft tabular-nums">{percent(share)}</span>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
