import { withoutQuotes } from './without-quotes.js';

/** What stands in a reply without being said by its author: code, addresses. */
const NOT_SAID = /```[^]*?(?:```|$(?![^]))|`[^`\n]*`|\bhttps?:\/\/\S+/g;
const MARK = /[?？؟](?=$|[\s"'”’)\]*_~.!?？])/m;
/** Questions that people leave without their mark. */
const ASKS =
  /^(?:(?:and|but|so|ok|hm+|sorry|wait),? +)?(?:why|how|what(?:'s|’s| is| about| if| does)|(?:is|are|was|were|does|do|did|can|could|should|would|will|has|have)(?:n['’]?t)? +(?:this|that|it|there|these|those|you|we|i|the|f\d{1,6}))\b/i;

/** What the author of a reply says: without quotes of others, code and addresses. */
export function saidIn(reply: string): string {
  return withoutQuotes(reply).replaceAll(NOT_SAID, ' ').trim();
}

/** Whether a reply asks something. Then it is never a dismissal, whatever words stand in it. */
export function isQuestion(reply: string): boolean {
  const said = saidIn(reply);
  return MARK.test(said) || ASKS.test(said);
}
