import type { DataSource } from 'typeorm';
import { changeState, type StateChange } from './change-state.js';
import type { Memory, Person } from './types.js';

/** `dismissal`: it is forgotten instead, its findings have to follow. `unchanged`: it is in no state for that. */
export type Changed = { kind: 'changed'; memory: Memory } | { kind: 'dismissal' } | { kind: 'unchanged' };

/** Approves, disables or enables a memory as somebody asks who may; `by`: null on the administrator's own machine. */
export async function changeMemory(
  source: Pick<DataSource, 'query'>,
  { installationId, number, dismissal }: Pick<Memory, 'installationId' | 'number' | 'dismissal'>,
  wanted: Extract<StateChange, 'approve' | 'disable' | 'enable'>,
  by: Person | null,
): Promise<Changed> {
  if (dismissal !== null) return { kind: 'dismissal' };
  const [memory] = await changeState(source, { installationId, numbers: [number] }, wanted, { by });
  return memory === undefined ? { kind: 'unchanged' } : { kind: 'changed', memory };
}
