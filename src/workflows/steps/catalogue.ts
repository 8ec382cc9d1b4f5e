import { approval } from './approval.js';
import { delay } from './delay.js';
import { httpRequest } from './http-request.js';
import { notify } from './notify.js';
import type { StepAction } from './step-action.js';

/** Every action that a definition can name, in the order in which they are listed. */
const ALL = [approval, notify, delay, httpRequest] as unknown as readonly StepAction[];

/** By type. */
export const STEP_ACTIONS: ReadonlyMap<string, StepAction> = new Map(ALL.map((action) => [action.type, action]));
