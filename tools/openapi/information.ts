import project from '../../package.json' with { type: 'json' };
import { guides } from './guides.ts';
import { problems } from './problem-codes.ts';

const codes = Object.entries(problems).map(([code, [meaning]]) => `- \`${code}\`: ${meaning}`);

const rules = `# Rules for all operations

Bodies are JSON in UTF-8, at most 64 KiB. Amounts of money are in minor units. Times are ISO 8601 in UTC. URLs in answers are absolute paths without a host. Unknown fields are errors.

A header that takes one value must be sent only once: the platform joins repeated headers with commas, so a comma in \`Authorization\`, \`Content-Type\` or \`Idempotency-Key\` gives 400. An unknown path gives 404. A known path with another method gives 405 with \`Allow\`.

Every read has an \`ETag\`. With \`If-None-Match\`, a read of an unchanged version gives 304 without a body. Every read also answers \`HEAD\`.

# Problem codes

${codes.join('\n')}`;

const introduction = 'The API of a shop: orders, products, stock, images, events and webhooks.';

export const information = {
  title: 'Hearth',
  version: project.version,
  description: [introduction, ...guides, rules].join('\n\n'),
  contact: { name: 'The team that runs this shop' },
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
