import { z } from 'zod';
import { NO_SECRET } from '../services/credential.js';

const address = (what: string) => z.email({ error: `${what} must be one e-mail address, without a name` }).max(254);

export const EmailConfig = z.object({
  host: z
    .string('The host is missing')
    .regex(
      /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?|[0-9a-f:.]+)$/i,
      'The host is a name or an address, without a scheme or port',
    )
    .max(253)
    .describe('Of the SMTP server that takes your mail, such as smtp.example.com.'),
  port: z.int().min(1).max(65535).default(587).describe('587 with starttls, 465 with tls.'),
  security: z
    .enum(['starttls', 'tls', 'none'])
    .default('starttls')
    .describe(
      'starttls (port 587) begins in the open and goes on encrypted, or not at all; tls (port 465) is encrypted from the start; none is for servers in your own network that ALLOWED_PRIVATE_HOSTS names.',
    ),
  ca: z
    .string()
    .regex(/^\s*-----BEGIN CERTIFICATE-----/, 'must be certificates in PEM')
    .max(100_000)
    .optional()
    .describe('Certificates that sign that of the server, in PEM, where no public authority does.'),
  from: address('The sender').describe('Address that mail is sent from.'),
  from_name: z.string().min(1).max(100).default('Nectr').describe('Name that stands beside that address.'),
  to: z.array(address('A recipient')).min(1).max(20).describe('Who gets the messages that name nobody.'),
});
export type EmailConfig = z.output<typeof EmailConfig>;

export const EmailCredentials = z
  .object({
    user: z
      .string()
      .min(1)
      .max(500)
      .meta(NO_SECRET)
      .optional()
      .describe('Leave out both where the server asks for none.'),
    password: z.string().min(1).max(500).optional().describe('Goes with the user, over an encrypted connection.'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), 'user and password go together');
export type EmailCredentials = z.output<typeof EmailCredentials>;

/** A person that a message names. */
export const Recipient = address('"to"');
