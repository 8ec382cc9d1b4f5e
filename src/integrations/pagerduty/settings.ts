import { z } from 'zod';
import { baseUrl } from '../services/service-address.js';

export const PagerDutyConfig = z.object({
  base_url: baseUrl('https://events.pagerduty.com').describe(
    'https://events.eu.pagerduty.com for the service region of the EU.',
  ),
  source: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .default('nectr')
    .describe('What PagerDuty names as the system that has the problem.'),
});
export type PagerDutyConfig = z.output<typeof PagerDutyConfig>;

export const PagerDutyCredentials = z.object({
  routing_key: z
    .string('The routing key is missing')
    .regex(
      /^[A-Za-z0-9]{32}$/,
      'The routing key has 32 letters and digits: the integration key of an Events API v2 integration',
    )
    .describe('Integration key of an Events API v2 integration of your service.'),
});
export type PagerDutyCredentials = z.output<typeof PagerDutyCredentials>;
