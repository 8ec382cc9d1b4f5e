/** Finds the files that a name in the source means. Without the text of any source file: from paths and manifests. */
export interface Modules {
  /** Files of the module or package `specifier`, asked from the file `from`; none: it is not of this repository. */
  resolve(specifier: string, from: string): readonly string[];
  /** Files that share their names with `from` without an import (Go, Java). */
  samePackage(from: string): readonly string[];
  /** The module `name` inside of the module of these files (Python). */
  inside(paths: readonly string[], name: string): readonly string[];
}
