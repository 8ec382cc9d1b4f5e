import { expect, it } from 'vitest';
import { nameStrength } from '../../../../src/review/analyzers/secrets/credential-name.js';

it.each([
  ...[
    'SECRET_KEY',
    'apiKey',
    'TWILIO_AUTH_TOKEN',
    'DB_PASS',
    'spring.datasource.password',
    'X-Api-Key',
    'clientSecret',
  ].map((name) => [name, 'strong'] as const),
  ...[
    'some_api_token_123',
    'mySecretString',
    'KEY_STORE_PASSWORD',
    'NEXT_AUTH_SECRET',
    'authtoken2',
    '$dbPassword',
  ].map((name) => [name, 'strong'] as const),
  ...['MAPBOX_KEY', 'tokenOfGilead'].map((name) => [name, 'weak'] as const),
  ...['fetchUrl', 'secretName', 'tokenUrl', 'publicKey', 'primaryKey', 'cacheKey', 'csrf_token', 'accessKeyId'].map(
    (name) => [name, null] as const,
  ),
  ...[
    'passwordHash',
    'nextPageToken',
    'keyboard',
    'author',
    'monkey',
    'secretsmanager',
    'passwordRegex',
    'compass',
  ].map((name) => [name, null] as const),
])('%s: %s', (name, strength) => expect(nameStrength(name)).toBe(strength));
