import { wordsOf } from '../../words/words-of.js';
import { splitNames } from './split-names.js';

/** How code is written, in whatever trade: these tell more of a rule than what the code is about. */
const TECHNIQUE = wordsOf(
  `abstract alias allocate annotation any api argument array assert assertion assembly async asynchronous atom atomic
  await backoff barrel boolean branch buffer bucket bytes cache call callback cast catch channel class cleanup
  client closure collection column commit comparison compile component concurrency config constant constraint
  constructor container context contract cookie coroutine cors cron dataframe date datetime deadlock debounce debug
  decimal decorator default defer dependency deserialize destructor digest dispose dispatch double effect endpoint enum
  env error escape eval event exception exec export expression facade fallback fetch fixture flag float force foreign
  format fragment framework free function future generic getter global goroutine goto guard handle handler hash header
  heap hook html http idempotent implicit import index inject insert instance integer interface interpolation iterator
  join json key label lambda latch lazy leak library limit lint listener literal lock log logger loop macro magic make
  map match memory merge method middleware migration mock model module monad mutable mutex namespace nil null nullable
  number object optional option override package pagination panic parameter parse pattern payload pipeline pointer poll
  pool private promise prop protocol public query queue race raise random raw recursion redirect reducer reference regex
  registry release render repository request rescue response retry rollback route runtime sanitize schema scope script
  secret select selector semaphore serialize session setter shadow shell signal singleton sleep snapshot socket source
  sql stack state static statement stream string struct stub subprocess switch symbol synchronous synchronized system
  table task template test thread throw timeout timer timestamp timezone token trait transaction trigger try tuple type
  typed undefined unique unsafe unsigned unwrap update upsert url validate validation value variable vector version view
  void volatile warning webhook wildcard worker wrapper`,
).words;

/** Long ones are known by their beginning, too: `transactional` is of `transaction`. */
const BEGINNINGS = [...TECHNIQUE].filter((stem) => stem.length > 6);

/** Those words of a text, or of the names in it, that say how something is written; each once. Pure. */
export function techniqueWords(text: string): string {
  const all = new Set(splitNames(text).toLowerCase().split(' '));
  return [...all].filter((word) => [...wordsOf(word).words].some(isTechnique)).join(' ');
}

function isTechnique(stem: string): boolean {
  return TECHNIQUE.has(stem) || (stem.length > 6 && BEGINNINGS.some((beginning) => stem.startsWith(beginning)));
}
