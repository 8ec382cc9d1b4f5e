import { expect, it } from 'vitest';
import { isSecretName } from '../../../src/review/analyzers/secret-name.js';

it.each([
  ...['token', 'resetToken', 'session_id', 'apiKey', 'user.password', 'csrf-token', 'otp', 'refreshToken'].map(
    (name) => [name, true] as const,
  ),
  ...['nextToken', 'mask_token', 'pageToken', 'fetchToken', 'tokens', 'secretary', 'tokenCount', 'keyboard'].map(
    (name) => [name, false] as const,
  ),
])('%s: %s', (name, isSecret) => expect(isSecretName(name)).toBe(isSecret));
