import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Declarations, FileFacts } from '../file-facts.js';
import { recordsIn, type FactsPlace } from './facts-record.js';
import { textOfFacts, unpackDeclarations, unpackFacts } from './pack-facts.js';

/** Reads a facts file in a thread of its own: whoever resolves asks in the middle of a computation. */
export interface FactsReader {
  /** Takes in what was added since. */
  catchUp(): void;
  has(path: string): boolean;
  declarations(path: string): Declarations | null;
  facts(path: string): FileFacts | null;
  /** All of them as text, for those who look for a word. */
  text(path: string): string | null;
  close(): void;
}

const CHUNK = 1024 * 1024;
/** Packed bytes of declarations that stay in memory; as objects they take some twenty times as much. */
const MOST_KEPT = 6 * 1024 * 1024;

/** Opens a facts file; what is used longest ago leaves the memory first. Throws what the disk throws. */
export function openFactsReader(path: string): FactsReader {
  const file = openSync(path, 'r');
  const places = new Map<string, FactsPlace>();
  const kept = new Map<string, { declarations: Declarations; bytes: number }>();
  let end = 0;
  let bytes = 0;

  function read(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
  }

  function keep(name: string, place: FactsPlace): Declarations {
    const declarations = unpackDeclarations(read(place.offset, place.declarations));
    kept.set(name, { declarations, bytes: place.declarations });
    bytes += place.declarations;
    for (const [oldest, one] of kept) {
      if (bytes <= MOST_KEPT || oldest === name) break;
      kept.delete(oldest);
      bytes -= one.bytes;
    }
    return declarations;
  }

  function declarationsOf(name: string): Declarations | null {
    const known = kept.get(name);
    if (known) {
      kept.delete(name);
      kept.set(name, known);
      return known.declarations;
    }
    const place = places.get(name);
    return place ? keep(name, place) : null;
  }

  return {
    catchUp() {
      const { size } = fstatSync(file);
      while (end < size) {
        const found = recordsIn(read(end, Math.min(CHUNK, size - end)), end, size);
        for (const place of found.places) {
          places.set(place.path, place);
          const stale = kept.get(place.path);
          if (stale) bytes -= stale.bytes;
          kept.delete(place.path);
        }
        const isStuck = found.next === null || found.next === end;
        end = found.next ?? found.end;
        if (isStuck) return;
      }
    },
    has: (name) => places.has(name),
    declarations: declarationsOf,
    facts(name) {
      const declarations = declarationsOf(name);
      const place = places.get(name);
      return declarations && place
        ? unpackFacts(declarations, read(place.offset + place.declarations, place.uses))
        : null;
    },
    text(name) {
      const place = places.get(name);
      if (!place) return null;
      const bytes = read(place.offset, place.declarations + place.uses);
      return textOfFacts(bytes.subarray(0, place.declarations), bytes.subarray(place.declarations));
    },
    close: () => closeSync(file),
  };
}
