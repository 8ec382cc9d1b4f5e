/** An App that was made from a manifest, until its credentials are fetched. */
export interface RegisteredApp {
  pem: string;
  at: number;
}

/** The App's side of a registration: names that others have, and what waits for its code. */
export interface Registration {
  takenNames: Set<string>;
  /** `host:port` that counts as public here, though it is of this machine: a channel of a test. */
  publicHosts: Set<string>;
  codes: Map<string, RegisteredApp>;
  /** Where GitHub leads whoever has installed the App. */
  setupUrl: string | null;
}

/** As GitHub is before anybody made an App. */
export function createRegistration(): Registration {
  return { takenNames: new Set(), publicHosts: new Set(), codes: new Map(), setupUrl: null };
}
