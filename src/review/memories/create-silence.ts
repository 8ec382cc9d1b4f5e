import { isAboutPerson } from '../../memory/types.js';
import { judgeSeverity } from '../verify/severity-rank.js';
import type { AppliedMemory, GivenMemory, RecalledMemories } from './types.js';
import type { Dropped, Finding, ReviewSettings } from '../types.js';
import { whyNotCovered } from './covers-finding.js';

/** What keeps findings silent, and what of it was used. */
export interface Silence {
  /** Whether a finding that nobody was told of is not to be told; it is counted then. */
  covers(finding: Finding): boolean;
  /** What memories covered, by memory. A dismissal's findings are no part of it: they are told as dismissed. */
  dropped(): Dropped[];
  /** Memories and dismissals that kept something silent, and those that the model took into account, by number. */
  applied(): AppliedMemory[];
}

/**
 * Decides by code what people's dismissals and what the team said keep silent: a dismissal by its own rules, a memory
 * about a rule whatever that rule finds in its scope, and any other only what the model reports against it.
 * `takenIntoAccount` names by number what the model says to have used.
 */
export function createSilence({
  memories,
  dismissalOf,
  settings,
}: {
  memories: RecalledMemories | undefined;
  dismissalOf: (finding: Finding) => AppliedMemory | null;
  settings: Pick<ReviewSettings, 'rules' | 'min_severity'>;
}): Silence & { takenIntoAccount(memories: readonly GivenMemory[]): void } {
  const counts = new Map<string, { memory: AppliedMemory; isDismissal: boolean }>();
  const count = (memory: AppliedMemory, isDismissal: boolean, by: number) => {
    const known = counts.get(memory.id) ?? { memory: { ...memory, silenced: 0 }, isDismissal };
    known.memory.silenced += by;
    counts.set(memory.id, known);
  };
  return {
    covers: (finding) => {
      const dismissal = dismissalOf(finding);
      if (dismissal !== null) {
        count(dismissal, true, 1);
        return true;
      }
      const judged = { ...finding, severity: judgeSeverity(finding, settings).severity };
      const covering = [
        ...(memories?.ruled ?? []).filter(({ rule }) => rule === finding.rule),
        ...(finding.against === undefined ? [] : [finding.against]),
      ].find((memory) => whyNotCovered(memory, judged) === null);
      if (covering !== undefined) count(appliedOf(covering), false, 1);
      return covering !== undefined;
    },
    dropped: () =>
      inOrder(counts.values())
        .filter(({ isDismissal, memory }) => !isDismissal && memory.silenced > 0)
        .map(({ memory }) => ({ reason: `covered by M${memory.number}`, count: memory.silenced })),
    applied: () => inOrder(counts.values()).map(({ memory }) => memory),
    takenIntoAccount: (some) => {
      // What is remembered of a person is for that person's eyes: a summary has many readers.
      for (const memory of some) if (!isAboutPerson(memory.type)) count(appliedOf(memory), false, 0);
    },
  };
}

function appliedOf({ id, number, text, source, link }: GivenMemory): AppliedMemory {
  return { id, number, text, source, link, silenced: 0 };
}

function inOrder<T extends { memory: AppliedMemory }>(counted: Iterable<T>): T[] {
  return [...counted].toSorted((one, other) => one.memory.number - other.memory.number);
}
