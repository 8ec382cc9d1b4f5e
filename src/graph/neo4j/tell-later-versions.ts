/**
 * A version that nobody reads yet says nothing at the CONTAINS of a file `f` of which it says what is known. Whoever is
 * about to know something else of the file leaves it there.
 */
export const TELL_LATER_VERSIONS = `CALL (f) {
  MATCH (f)<-[later:CONTAINS {installation_id: $installation_id, repo_id: $repo_id}]-()
  WHERE later.scan > $scan AND later.size IS NULL AND f.size IS NOT NULL
  SET later.extension = f.extension, later.language = f.language, later.size = f.size, later.lines = f.lines,
    later.is_test = f.is_test, later.is_generated = f.is_generated
}`;
