/** Words by which a text asks for, forbids, allows or prefers something, wherever they stand. */
const ANYWHERE =
  'must|shall|should|have to|needs?|required?|always|only|every|each|belongs?|never|no|not|none|cannot|' +
  "[a-z]+n['’]t|avoid|stop|forbidden|banned|refused|rejected|disallowed|may|fine|ok|okay|allowed|accepted|" +
  'acceptable|tolerated|permitted|agreed|known|purpose|intentional|intentionally|intended|deliberate|deliberately|' +
  'wanted|meant|prefer|preferred|instead|rather|style|convention|pattern|stays?|good enough';
/** Verbs that ask for something where a sentence, or a part of it, begins with them. */
const FIRST = 'use|list|take|call|check|write|keep|make|add|leave|put|return|give';

const pattern = (start: string, end: string): string =>
  `${start}(${ANYWHERE})${end}|(^|[.,;:!?] )(pls |please )?(${FIRST})${end}`;

/** `decides` as a regular expression for PostgreSQL (`~*`), so that no text has to be read for it. */
export const DECIDING_WORDS = pattern('\\m', '\\M');
const DECIDES = new RegExp(pattern('\\b', '\\b'), 'i');

/** Whether a text asks for, forbids or allows something; one that does not only says how things are. Pure. */
export function decides(text: string): boolean {
  return DECIDES.test(text);
}
