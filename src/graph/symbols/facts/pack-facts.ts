import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Declarations, FileFacts } from '../file-facts.js';

/** Facts of a file as they lie on the disk: what others need of it apart from what only its own edges need. */
export interface PackedFacts {
  declarations: Uint8Array<ArrayBuffer>;
  uses: Uint8Array<ArrayBuffer>;
}

type Uses = Pick<FileFacts, 'calls' | 'types'>;

/** As text they are five times as large, and quickly made smaller: the same words come again and again. */
const LEVEL = { level: 1 };

export function packFacts({ calls, types, ...declarations }: FileFacts): PackedFacts {
  return { declarations: pack(declarations), uses: pack({ calls, types }) };
}

export function unpackDeclarations(bytes: Uint8Array): Declarations {
  return unpack(bytes) as Declarations;
}

/** Everything of the file again. */
export function unpackFacts(declarations: Declarations, uses: Uint8Array): FileFacts {
  return { ...declarations, ...(unpack(uses) as Uses) };
}

/** Everything of the file as JSON, the declarations first. */
export function textOfFacts(declarations: Uint8Array, uses: Uint8Array): string {
  return `${textOf(declarations)}\n${textOf(uses)}`;
}

function pack(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(deflateRawSync(JSON.stringify(value), LEVEL));
}

function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(textOf(bytes));
}

function textOf(bytes: Uint8Array): string {
  return inflateRawSync(bytes).toString('utf8');
}
