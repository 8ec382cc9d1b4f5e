import { placesInSql, type SqlPlace } from '../sql-text.js';
import { isFixed, isHarmless, isValue, type Text, type Value } from './origin.js';

/** A value in a query that is not harmless, and where it stands. */
export interface Injected extends Value {
  place: SqlPlace;
}

/**
 * The values of an SQL statement that are not harmless; of text that is none: nothing. `fragment`: the text is a part
 * of a statement, such as what a query builder takes as its condition.
 */
export function injectedInto(text: Text, fragment = false): Injected[] {
  const places = placesInSql(
    text.map((piece) => (isFixed(piece) ? piece.text : null)),
    { fragment },
  );
  return text.filter(isValue).flatMap((piece, index) => {
    const place = places[index];
    return place && !isHarmless(piece.origin) ? [{ ...piece, place }] : [];
  });
}
