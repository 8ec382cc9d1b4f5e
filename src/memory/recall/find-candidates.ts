import { DEVELOPER_TYPES, type MemoryType } from '../types.js';
import type { RecallQuery } from './recall-query.js';
import { readInTime, type RecallSource } from './read-in-time.js';
import { trigramsOf } from './can-use-trigrams.js';
import { DECIDING_WORDS } from '../../words/deciding-words.js';

/** Whose memories are asked for: never those of another installation, nor of another repository. */
export interface RecallTenant {
  installationId: number;
  repositoryId: number;
  /** GitHub's id of who opened the pull request; null: what is remembered of people is left out. */
  developerId: number | null;
}

/** A memory that may apply, by the scope that the database can judge, with what of its text was asked for. */
export interface Candidate {
  id: string;
  number: number;
  type: MemoryType;
  pathGlob: string | null;
  symbol: string | null;
  rule: string | null;
  /** Words of it that were asked for, each with how much it tells. */
  words: { word: string; weight: number }[];
  /** It asks for, forbids or allows something, and does not only say how things are. */
  decides: boolean;
  /** 0 to 1; 0 also where trigrams cannot be compared. */
  likeness: number;
}

/**
 * Of `memories m`: active ones of the installation `$1`, for the repository `$2` or for all; what is remembered of a
 * person only for the person `$3`, and only where the installation has not switched that off. Dismissals are read with
 * the findings (`readDismissals`).
 */
export const IN_SCOPE = `m.installation_id = $1::integer AND (m.repository_id = $2::integer OR m.repository_id IS NULL)
  AND m.state = 'active' AND m.type <> 'dismissal' AND (m.expires_at IS NULL OR m.expires_at > now())
  AND (m.type NOT IN (${DEVELOPER_TYPES.map((type) => `'${type}'`).join(', ')}) OR (m.developer_id = $3::bigint
    AND EXISTS (SELECT 1 FROM installations i WHERE i.id = m.installation_id AND i.developer_memories)))`;

/** A symbol is named in full, `Cart.total`, or by its last part. */
const TOUCHES_SYMBOL = `(m.symbol IS NULL OR m.symbol = ANY ($4::text[])
  OR regexp_replace(m.symbol, '^.*[.:#]', '') = ANY ($4::text[]))`;

/** What the very form of a word adds to its stem. */
const EXACT_PART = 0.25;

/**
 * All memories whose scope may cover the change, with the words of each that were asked for: one statement. `anySymbol`:
 * no symbol is asked about, so that none is left out. Globs are matched by whoever asks. Throws
 * RecallTimeoutError, and what the database throws.
 */
export async function findCandidates(
  source: RecallSource,
  { installationId, repositoryId, developerId }: RecallTenant,
  { pieces, like, symbols }: RecallQuery,
  { anySymbol = false } = {},
): Promise<Candidate[]> {
  const likeness = (await trigramsOf(source)) ? 'similarity(s.text, $7::text)' : '0 * length($7::text)';
  return readInTime(
    source,
    `WITH scoped AS MATERIALIZED (
       SELECT m.id, m.number, m.type, m.path_glob, m.symbol, m.rule, m.search, m.text FROM memories m
        WHERE ${IN_SCOPE} AND ($8::boolean OR ${TOUCHES_SYMBOL})
     ), asked AS MATERIALIZED (
       SELECT word, max(piece.weight * form.part) AS weight
         FROM unnest($5::text[], $6::float8[]) AS piece(text, weight),
              LATERAL (VALUES (1, to_tsvector('english', piece.text)), (${EXACT_PART}, to_tsvector('simple', piece.text)))
                AS form(part, words), unnest(tsvector_to_array(form.words)) AS word
        GROUP BY word HAVING length(word) > 1 AND to_tsvector('english', word) <> ''::tsvector
     ), weights AS MATERIALIZED (
       -- One value, in which each word is looked up: a join of words was computed once more for each memory.
       SELECT coalesce(jsonb_object_agg(word, weight), '{}') AS of_word FROM asked
     )
     SELECT s.id, s.number, s.type, s.path_glob AS "pathGlob", s.symbol, s.rule,
            (SELECT coalesce(json_agg(json_build_object('word', own.word, 'weight', (w.of_word->own.word)::float8)), '[]')
               FROM unnest(tsvector_to_array(s.search)) AS own(word) WHERE w.of_word ? own.word) AS words,
            s.text ~* $9::text AS decides,
            (${likeness})::float8 AS likeness
       FROM scoped s CROSS JOIN weights w ORDER BY s.number DESC`,
    [
      installationId,
      repositoryId,
      developerId,
      symbols,
      pieces.map(({ text }) => text),
      pieces.map(({ weight }) => weight),
      like,
      anySymbol,
      DECIDING_WORDS,
    ],
  );
}
