import { isQuestion, saidIn } from '../../../conversation/is-question.js';
import { withoutQuotes } from '../../../conversation/without-quotes.js';
import { speaksToModel } from '../../../review/verify/detect-injection.js';
import type { CommentIntent, Intent } from './types.js';

/** Nobody writes more, and what stands at the beginning says what it is about. */
const LONGEST = 8000;
const LONG = 110;
const VERY_LONG = 350;
const SUGGESTION_BLOCK = /^ {0,3}(?:```|~~~)suggestion\b/m;
const SENTENCE = /(?<=[.!?…])\s+|\n+/;
const START =
  /^(?:[-*]\s+|@[\w-]{1,40}[,:]?\s+|(?:also|and|but|so|ok|hm+|then|now|just|instead|let(?:['’]s| us)(?: not)?),?\s+)?(?:please,?\s+)?/i;

const PRAISE =
  /\b(?:lgtm|nice(?:ly)?|great|awesome|amazing|love|perfect|beautiful|elegant|excellent|brilliant|impressive|clever|smart|cool|sweet|solid|fantastic|wonderful|superb|wow|yay|neat|kudos|congrats|well done|ship it|makes sense|good (?:job|work|stuff|catch|call|find|idea|point)|much (?:better|cleaner|nicer|simpler|easier|clearer)|better than before|so glad|glad|happy with|thanks|thank you|thx|ty|looks? good|clean and|i like|works (?:for me|like a charm|great|well)|helps a lot|made my day|clear description|readable|approved|til)\b|(?:^|\s)\+1\b|:(?:tada|\+1|heart|rocket|100|shipit|clap|fire):|👍|🎉|❤|🚀|💯|🙌|👏|🔥|😍/iu;
const SUGGESTS =
  /\b(?:consider(?:ed|ing)?|nit|nitpick|minor|maybe|perhaps|how about|what about|why not|suggest(?:ion)?|alternative(?:ly)?|optional(?:ly)?|prefer|fwiw|imo|imho|two cents|i usually|i(?: wou|['’])l?d (?:just |probably |rather )?\w+ (?:it|this|that)|(?:small|one) idea|feel free|up to you|not (?:a )?block(?:ing|er)|non-blocking|worth a|if you (?:have time|want|like)|think about|what if|if it were me|i think|would help|might be|may be worth|there is (?:also |now )?(?:a |an )?(?:built-?in|helper|method|function)|(?:would|might|could|'d) (?:\w+ )?(?:be|read|make) (?:a bit )?(?:nicer|cleaner|better|simpler|shorter|clearer|easier|good|great|nice|the)|wouldn['’]t it be|(?:you|we|it|this|one|that) (?:could|might)(?: also| want)?|(?:you|we) can (?:also |just )?(?:drop|use|skip|inline|reuse|simplify))\b|^could be\b/i;
/** A wish in the form of a question; what it asks to do decides. */
const ASKED = /\b(?:can|could|would|will) (you|we)(?: please| mind| maybe| also| just| kindly)* (\w+)/i;
const TELLING = /^(?:explain|tell|clarify|elaborate|say|share|describe|show|point|confirm|remind|know)/i;
const DOING =
  /^(?:fix|rename|remove|delete|add|change|move|updat|update|replac|replace|revert|us|use|mak|make|drop|handl|handle|check|clos|close|validat|validate|avoid|correct|ensure|return|throw|wrap|merg|merge|rebas|rebase|squash|multipl|multiply|divide|set|put|extend|restore|document|test|await|catch|escape|saniti[sz]e|initiali[sz]e|run|rerun|sort|log|keep|call|pass|include|exclude|import|export|split|extract|inline|convert|format|indent|quote|cache|lock|free|release|reset|guard|pin|bump|mark|declare|type|do not|don['’]t|never|stop|no need)\b/i;
const FAULT =
  /\b(?:bugs?|wrong|incorrect|broken|breaks?|crash(?:es|ed)?|fails?|failing|throws?|typos?|misspelled|missing|unused|off by one|out of date|outdated|forg[eo]t|never|no longer|still|belongs?|nope|not thread[- ]safe|leaks?|needs?(?: to)?|must|has to|have to|should(?:n['’]t| not)? (?:be|not|return|use|have)|does(?:n['’]t| not) (?:work|compile|handle|match)|(?:returns?|is|are) \S{1,40} (?:instead of|not)|npe|null pointer|please|[45]\d\d)\b/i;
const WONDERS =
  /\b(?:i (?:do not|don['’]t|cannot|can['’]t) (?:understand|see (?:why|how|where))|not sure (?:i|why|what|how)|(?:just )?curious|i wonder|wondering|unclear to me)\b|^(?:(?:hm+|and|but|so|ok|wait|sorry),? )?(?:where|who|when|which|whose|any (?:reason|idea|chance))\b/im;

/** What goes beyond the lines it stands at. */
const LARGE: readonly RegExp[] = [
  /\brace conditions?\b|\bdeadlocks?\b|\bdata races?\b|\bconsensus\b|\bfencing\b|\block(?:s|ing)\b|\bconcurren\w{1,6}\b|\bidempoten\w{1,4}\b/i,
  /\barchitectur\w{1,6}\b|\b(?:threat|data|permission|domain|security) model\b|\blayers?\b|\babstraction\b|\bcoupl(?:ed|ing)\b/i,
  /\bre-?design\b|\brework\b|\brethink\b|\b(?:whole|entire) \w{1,20}\b|\bdesign (?:decision|problem|flaw)\b|\bfundamental\w{0,3}\b/i,
  /\bbreaking change\b|\bmajor version\b|\bdeprecat\w{1,6}\b|\bcompatib\w{1,8}\b|\bmigration\b|\b(?:public|plugin) api\b|\bthird part(?:y|ies)\b|\bcontracts?\b/i,
  /\bmemory leaks?\b|\bscales?\b|\bunder load\b|\bconsisten(?:t|cy)\b|\bregions?\b|\btenants?\b|\bpartition\w{0,4}\b/i,
  /\bsecurity\b|\bvulnerab\w{1,6}\b|\bsandbox\b|\bbypass\w{0,3}\b/i,
  /\bacross (?:the|all|modules|services|teams)\b|\b(?:two|three|four|several|all|every|other) (?:\w{1,20} )?(?:services?|teams?|modules?|nodes?|regions?|handlers?|consumers?|callers?)\b/i,
  /\bsources? of truth\b|\bcoordinated?\b|\bstrategy\b|\bepic\b|\bin phases\b|\broll-?backs?\b|\bplan\b/i,
  /\bdiscuss\b|\btake this offline\b|\bsorted out\b|\bneed to decide\b|\bdecisions?\b|\bagree on\b|\baffects?\b|\bbefore (?:i approve|this goes in|we merge)\b|\bproblem\b/i,
];
const LIST_ITEM = /^\s{0,4}(?:[-*]|\d{1,2}[.)])\s+\S/gm;

/**
 * What a comment wants, by its words and form alone: English, deterministic, at most 0.75 sure but for a block that
 * GitHub calls a suggestion. What it quotes, code, addresses and sentences that speak to a model do not count. Where two
 * things are said, what has to be done or answered comes before what pleases. Linear.
 */
export function intentByWords(text: string): CommentIntent {
  const own = withoutQuotes(text.slice(0, LONGEST));
  if (SUGGESTION_BLOCK.test(own)) return { intent: 'suggestion', confidence: 0.95 };
  const sentences = saidIn(own)
    .split(SENTENCE)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && !speaksToModel(sentence));
  const said = sentences.join('\n');
  const found = intentsIn(said, sentences);
  const [first] = found;
  // Who only states something at a line of a change mostly wants it otherwise; who exclaims is pleased.
  if (first === undefined) return { intent: said.endsWith('!') ? 'praise' : 'fix_request', confidence: 0.3 };
  return { intent: first, confidence: found.length === 1 ? 0.75 : 0.6 };
}

/** All that is said, what counts first. */
function intentsIn(said: string, sentences: readonly string[]): Intent[] {
  const found: Intent[] = [];
  if (isLarge(said)) found.push('complex_issue');
  const wishes = sentences.map(wishOf);
  if (wishes.includes('fix_request')) found.push('fix_request');
  const suggests = SUGGESTS.test(said) || wishes.includes('suggestion');
  if (suggests) found.push('suggestion');
  if (isQuestion(said) || WONDERS.test(said) || wishes.includes('question')) found.push('question');
  if (sentences.some((sentence) => !isQuestion(sentence) && (orders(sentence) || FAULT.test(sentence))))
    found.push('fix_request');
  if (PRAISE.test(said)) found.push('praise');
  return [...new Set(found)];
}

function isLarge(said: string): boolean {
  const hits = LARGE.filter((sign) => sign.test(said)).length;
  const items = said.match(LIST_ITEM)?.length ?? 0;
  const size = said.length > VERY_LONG ? 2 : said.length > LONG ? 1 : 0;
  return hits + size + (items >= 3 ? 1 : 0) >= 2 && (hits > 0 || size === 2);
}

/** "Could you rename it?" wants it done, "could you explain it?" asks, "could we share it?" proposes. */
function wishOf(sentence: string): Intent | null {
  const [, who, verb = ''] = ASKED.exec(sentence) ?? [];
  if (who === undefined) return null;
  if (TELLING.test(verb)) return 'question';
  if (who.toLowerCase() === 'you') return DOING.test(verb.replace(/ing$/, '')) ? 'fix_request' : null;
  return sentence.includes('?') && DOING.test(verb) ? 'suggestion' : null;
}

function orders(sentence: string): boolean {
  return DOING.test(sentence.replace(START, ''));
}
