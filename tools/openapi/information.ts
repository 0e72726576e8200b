import project from '../../package.json' with { type: 'json' };
import { problems } from './problem-codes.ts';

const codes = Object.entries(problems).map(([code, [meaning]]) => `- \`${code}\`: ${meaning}`);

const description = `Orders, products, stock and pictures of a shop.

JSON in and out, UTF-8, at most 64 KiB. Money is in minor units, times are ISO 8601 in UTC, addresses in answers are path-absolute.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`; \`errors\` lists every bad field at once. Fields that are not described are refused.
What is not described answers 404, or 405 with \`Allow\` where only the method is wrong.

Every read has an \`ETag\`: \`If-None-Match\` saves what the caller has already (304), \`If-Match\` guards a write (412). Lists come by \`limit\` and
\`cursor\`; the next page is in \`nextCursor\` and in \`Link\`.

The codes:

${codes.join('\n')}`;

export const information = {
  title: 'Hearth',
  version: project.version,
  description,
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

export const tags = [
  { name: 'Orders', description: 'From the cart to the parcel.' },
  { name: 'Products', description: 'The catalogue.' },
  { name: 'Stock', description: 'What is on the shelf, and what of it is promised.' },
  { name: 'Images', description: 'Pictures of products, in sizes for the web.' },
  { name: 'Administration', description: 'For those who run the shop.' },
  { name: 'Service', description: 'The service itself.' },
] as const;
