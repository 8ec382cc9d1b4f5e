/** Why there are no credentials of AWS or Google; `unreachable` alone passes by itself. */
export interface CredentialsTrouble {
  kind: 'missing' | 'expired' | 'unreachable';
  /** With the mend; shows nothing of files, profiles and accounts, which the libraries' own messages name. */
  message: string;
}

/** What the AWS chain failed with (`CredentialsProviderError`, an exception of STS or SSO, a broken connection). */
export function awsTrouble(cause: unknown): CredentialsTrouble {
  const { name = '', message = '', $fault: fault } = partsOf(cause);
  if (/expired/i.test(`${name} ${message}`))
    return {
      kind: 'expired',
      message: 'the AWS credentials have expired: get new ones (`aws sso login`), or give the machine a role',
    };
  return /^(?:Credentials|Token)?ProviderError$/.test(name) || fault === 'client'
    ? {
        kind: 'missing',
        message:
          'this machine has no AWS credentials: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give it a role',
      }
    : { kind: 'unreachable', message: 'who gives out the AWS credentials does not answer' };
}

/** What Google's library failed with: a file, an answer of a token endpoint, a broken connection. */
export function googleTrouble(cause: unknown): CredentialsTrouble {
  const { message = '', code, status, response } = partsOf(cause);
  if (/invalid_grant|invalid_rapt|expired|revoked/i.test(message))
    return {
      kind: 'expired',
      message:
        'the Google credentials have expired: run `gcloud auth application-default login`, or renew what GOOGLE_APPLICATION_CREDENTIALS names',
    };
  const answered = response?.status ?? status ?? 0;
  const isMissing =
    /default credentials|credential file|does not exist|not a file|JSON|private key/i.test(message) ||
    code === 'ENOENT' ||
    (answered >= 400 && answered < 500);
  return isMissing
    ? {
        kind: 'missing',
        message:
          'this machine has no usable Google credentials: run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to a file of them',
      }
    : { kind: 'unreachable', message: 'who gives out the Google credentials does not answer' };
}

interface Parts {
  name?: string;
  message?: string;
  code?: string | number;
  status?: number;
  $fault?: string;
  response?: { status?: number };
}

function partsOf(cause: unknown): Parts {
  return typeof cause === 'object' && cause !== null ? (cause as Parts) : {};
}
