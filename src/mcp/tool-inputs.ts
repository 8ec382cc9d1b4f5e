import { z } from 'zod';
import { plainText } from '../api/lists/filters.js';

/** Inputs that several tools take. */
export const repo = plainText(255).describe('Such as acme/shop');
export const pullNumber = z.int().min(1).max(2_147_483_647);
export const findingId = z.uuid().describe('The id of the finding, of list_findings');
export const cursor = z.string().max(500).optional().describe('next_cursor of the previous answer');
