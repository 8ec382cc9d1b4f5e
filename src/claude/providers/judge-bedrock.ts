import type { Verdict } from './verdict.js';
import type { ApiWords } from './api-words.js';
import type { BedrockProvider } from './provider.js';

const UNKNOWN_KEY =
  'AWS does not know these credentials: set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, to valid ones';

/**
 * What an error of Bedrock means, by its name, where it has one of AWS's own, and by its words
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html). Null: as of every other
 * provider.
 */
export function judgeBedrock({ status, name, text }: ApiWords, { region }: BedrockProvider): Verdict | null {
  if (status === 429 || name === 'ThrottlingException' || name === 'ServiceQuotaExceededException')
    return { limited: 'Amazon Bedrock limits our requests' };
  if (status === 503 || name === 'ServiceUnavailableException') return { overloaded: 'Amazon Bedrock is overloaded' };
  if (status === 401 || status === 403) return { refused: judgeAccess(name, text, region) };
  if (status === 404)
    return /use case/i.test(text)
      ? {
          refused: [
            'permission',
            'AWS wants to know what Claude is used for: fill in the form of Anthropic in the Bedrock console, and wait a quarter of an hour',
          ],
        }
      : { refused: noModel(region) };
  if (status !== 400) return null;
  if (/model identifier|on-demand throughput|inference profile|end of its life|legacy/i.test(text))
    return { refused: noModel(region) };
  return /operation not allowed/i.test(text) ? { refused: noAccess(region) } : null;
}

function judgeAccess(name: string, text: string, region: string): Refusal {
  if (/signature (?:expired|not yet current)|RequestTimeTooSkewed/i.test(`${name} ${text}`))
    return ['key', 'the clock of this machine is wrong: AWS takes no signature that is minutes old; set the time'];
  if (/valid region/i.test(text))
    return ['key', `AWS_REGION (${region}) is not the region of the address that is called: correct one of them`];
  if (/expired/i.test(`${name} ${text}`))
    return ['key', 'the AWS credentials have expired: get new ones (`aws sso login`), or give the machine a role'];
  if (/not authorized to perform/i.test(text))
    return [
      'permission',
      'these AWS credentials may not call Claude: allow bedrock:InvokeModelWithResponseStream for the model and its inference profile in IAM',
    ];
  if (name === 'AccessDeniedException' && !/API key|authenticat/i.test(text)) return noAccess(region);
  return ['key', UNKNOWN_KEY];
}

type Refusal = Extract<Verdict, { refused: unknown }>['refused'];

function noAccess(region: string): Refusal {
  return [
    'permission',
    `this AWS account has no access to the model in ${region}: ask for it under Model access in the Bedrock console`,
  ];
}

function noModel(region: string): Refusal {
  return [
    'model',
    `Bedrock offers no such model in ${region}: set ANTHROPIC_MODEL to an inference profile of it, such as global.anthropic.claude-sonnet-5-5, or correct AWS_REGION`,
  ];
}
