import project from '../../package.json' with { type: 'json' };
import { problems } from './problem-codes.ts';

const codes = Object.entries(problems).map(([code, [meaning]]) => `- \`${code}\`: ${meaning}`);

const description = `The API of a shop: orders, products, stock and images.

Bodies are JSON in UTF-8, at most 64 KiB. Amounts of money are in minor units. Times are ISO 8601 in UTC. URLs in answers are absolute paths without a host.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`. \`errors\` lists the invalid fields, at most 100; \`moreErrors\` counts the rest. Unknown fields are errors.
A header that has one value must be sent only once: the platform joins repeated headers with commas, so a comma in \`Authorization\`, \`Content-Type\` or \`Idempotency-Key\` gives 400.
An unknown path gives 404. A known path with another method gives 405 with \`Allow\`.

Every read has an \`ETag\`. With \`If-None-Match\`, a read of an unchanged version gives 304 without a body. With \`If-Match\`, a write to a changed version fails with 412.

Lists are paged with \`limit\` and \`cursor\`. The cursor of the next page is in \`nextCursor\`, and its URL is in \`Link\`.

The codes:

${codes.join('\n')}`;

export const information = {
  title: 'Hearth',
  version: project.version,
  description,
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

export const tags = [
  { name: 'Orders', description: 'Place orders, follow them, cancel and ship them.' },
  { name: 'Products', description: 'The catalogue.' },
  { name: 'Stock', description: 'Units on hand, and units held for orders.' },
  { name: 'Images', description: 'Images of products, in sizes for the web.' },
  { name: 'Webhooks', description: 'Endpoints that are notified of events, and the deliveries to them.' },
  { name: 'Administration', description: 'For the people who run the shop.' },
  { name: 'Service', description: 'Health and documentation of the service.' },
] as const;
