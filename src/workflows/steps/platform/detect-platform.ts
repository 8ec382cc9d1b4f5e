import { agentOfBranch, agentOfEmail, agentOfLogin, coAuthorsOf } from '../../../graph/history/find-agent.js';
import { originOf } from '../../../graph/history/origin-of.js';
import type { PullOrigin } from '../../../graph/types.js';
import { cutText } from '../../../words/cut-text.js';
import { matchFolders, matchPackage, matchReadme, type Match } from './match-files.js';
import { SIGNALS, type PlatformSignals } from './signals.js';

/** What is known of a repository or of a change; what is not known is empty or null. Untrusted text throughout. */
export interface PlatformEvidence {
  /** All files of the repository, or those that the change adds or changes. */
  paths: readonly string[];
  commits: readonly CommitEvidence[];
  /** Who opened the pull request. */
  author: { login: string; isBot: boolean } | null;
  /** The branch of the change, without the owner. */
  headRef: string | null;
  /** Text of the root's package.json. */
  packageJson: string | null;
  readme: string | null;
}

export interface CommitEvidence {
  message: string;
  author: { name: string; email: string; login: string | null };
}

export interface PlatformFound {
  /** Null: nobody, or nobody in particular, with a confidence of 0.3 or more. */
  platform: string | null;
  kind: PlatformSignals['kind'] | null;
  /** From 0 to 1, of whoever is most likely. */
  confidence: number;
  /** What speaks for `platform`; without one, all that was found. At most 20. */
  evidence: { what: string; where: string }[];
  origin: PullOrigin;
}

/** Less is not worth a name. */
const LEAST = 0.3;
const MOST_EVIDENCE = 20;
const MOST_COMMITS = 500;
const LONGEST_MESSAGE = 8192;
const LONGEST_NAME = 320;
/** The account that opened the pull request is the agent's own; the branch only has its prefix. */
const ACCOUNT = 0.9;
const BRANCH = 0.4;

/** A commit, and the known agents that wrote it or say that they took part. */
interface Signed extends CommitEvidence {
  agents: ReadonlySet<string>;
}

interface Candidate {
  row: PlatformSignals;
  score: number;
  evidence: PlatformFound['evidence'];
}

/**
 * Which platform or agent made a repository or a change, by what only it leaves behind (`SIGNALS`). Weights are those
 * of the AutoPR engine: files 0.3 + 0.1 each (at most 0.6), folders 0.05 (0.15), commits 0.05 (0.2), dependencies 0.15 +
 * 0.05 (0.3), scripts 0.05 (0.15), links 0.03 (0.1), its own README lines 0.1 + 0.1 (0.4); signed commits count by their
 * share, 0.2 + 0.6. Where two are equally likely, none is named. Linear in what it is given. Pure.
 */
export function detectPlatform(evidence: PlatformEvidence): PlatformFound {
  const commits = evidence.commits.slice(0, MOST_COMMITS).map(signed);
  const ofFiles = [matchFolders(evidence.paths), matchPackage(evidence.packageJson), matchReadme(evidence.readme)];
  const candidates = SIGNALS.map((row) => {
    const matches = [...ofFiles.flatMap((match) => match(row)), ...byCommits(row, commits), ...byAuthor(row, evidence)];
    const score = matches.reduce((sum, { weight }) => sum + weight, 0);
    return { row, score: Math.min(1, Math.round(score * 100) / 100), evidence: matches.flatMap(({ found }) => found) };
  })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  return { ...nameOf(candidates), origin: originWith(evidence, commits) };
}

function nameOf(candidates: readonly Candidate[]): Omit<PlatformFound, 'origin'> {
  const [first, second] = candidates;
  const confidence = first?.score ?? 0;
  if (!first || confidence < LEAST || second?.score === confidence) {
    const evidence = candidates.flatMap((candidate) => candidate.evidence).slice(0, MOST_EVIDENCE);
    return { platform: null, kind: null, confidence, evidence };
  }
  const { platform, kind } = first.row;
  return { platform, kind, confidence, evidence: first.evidence.slice(0, MOST_EVIDENCE) };
}

function byAuthor({ agent }: PlatformSignals, { author, headRef }: PlatformEvidence): Match[] {
  if (agent === undefined) return [];
  const matches: Match[] = [];
  if (author && agentOfLogin(author.login)?.name === agent)
    matches.push({ weight: ACCOUNT, found: [{ what: 'its account opened the pull request', where: author.login }] });
  // A bot of somebody else may keep the branch of an agent up to date.
  if (headRef !== null && !author?.isBot && agentOfBranch(headRef)?.name === agent)
    matches.push({ weight: BRANCH, found: [{ what: 'its prefix of branches', where: cutText(headRef, 200) }] });
  return matches;
}

function byCommits(row: PlatformSignals, commits: readonly Signed[]): Match[] {
  const own = commits.filter((commit) => isSigned(row, commit));
  const spoken = commits.filter(
    (commit) => !own.includes(commit) && (row.commits?.some((line) => line.test(commit.message)) ?? false),
  );
  const where = ({ message }: CommitEvidence) => `commit "${cutText(message.split('\n', 1)[0] ?? '', 80)}"`;
  const matches: Match[] = [];
  if (own.length > 0) {
    const found = own.slice(0, 5).map((commit) => ({ what: 'signed by it', where: where(commit) }));
    matches.push({ weight: 0.2 + (0.6 * own.length) / commits.length, found });
  }
  if (spoken.length > 0) {
    const found = spoken.slice(0, 5).map((commit) => ({ what: 'a message as it writes them', where: where(commit) }));
    matches.push({ weight: Math.min(0.05 * spoken.length, 0.2), found });
  }
  return matches;
}

/** Whether it wrote a commit or says that it took part: as author, co-author, or by a line of its own. */
function isSigned({ agent, author, signatures }: PlatformSignals, commit: Signed): boolean {
  return (
    (agent !== undefined && commit.agents.has(agent)) ||
    (author?.test(commit.author.name.slice(0, LONGEST_NAME)) ?? false) ||
    (signatures?.some((line) => line.test(commit.message)) ?? false)
  );
}

function signed({ message, author }: CommitEvidence): Signed {
  const cut = message.slice(0, LONGEST_MESSAGE);
  const agents = [
    author.login === null ? null : agentOfLogin(author.login),
    ...[author.email.slice(0, LONGEST_NAME), ...coAuthorsOf(cut)].map(agentOfEmail),
  ];
  return { message: cut, author, agents: new Set(agents.flatMap((agent) => agent?.name ?? [])) };
}

/** As the graph tells it, and `assisted` too where an agent signed a commit in another way than as co-author. */
function originWith({ author, headRef }: PlatformEvidence, commits: readonly Signed[]): PullOrigin {
  const origin = originOf({ author, headRef: headRef ?? '', messages: '' });
  if (origin !== 'human') return origin;
  return commits.some((commit) => commit.agents.size > 0 || SIGNALS.some((row) => isSigned(row, commit)))
    ? 'assisted'
    : 'human';
}
