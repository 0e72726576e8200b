import { appLogEvents } from '../../src/application/ports/app-log-events.ts';
import { deadLetterLogEvents } from '../../src/application/ports/dead-letter-log-events.ts';
import { eventLogEvents } from '../../src/application/ports/event-log-events.ts';
import type { LogEvent, LogEvents } from '../../src/application/ports/log-event.ts';
import { orderLogEvents } from '../../src/application/ports/order-log-events.ts';
import { productLogEvents } from '../../src/application/ports/product-log-events.ts';
import { wrapPoint } from '../wrap-point.ts';

const sections: Readonly<Record<string, LogEvents>> = {
  'What does the app log about requests and itself?': appLogEvents,
  'What does it log about orders?': orderLogEvents,
  'What does it log about products, stock and images?': productLogEvents,
  'What does it log about dead letters?': deadLetterLogEvents,
  'What does it log about events and webhooks?': eventLogEvents,
};

const describeEvent = ([name, { levels, meaning, fields }]: [string, LogEvent]): string => {
  const names = Object.entries(fields).map(([field, kind]) => `\`${field}\`${kind.endsWith('?') ? '?' : ''}`);
  return wrapPoint(`- **\`${name}\`** (${levels.join(', ')}): ${meaning} Fields: ${names.join(', ')}.`);
};

const introduction = `# What the app logs

For operators and anyone who writes queries. Each line is one JSON object: \`event\`, \`requestId\` if a request caused
it, and the fields below. A field with ? may be absent. \`npm run generate\` writes this page.

## Which lines belong together?

- All lines of one run of a function have its invocation id. On Azure that is the column \`OperationId\`.
- All lines of one request, of the attempts to process its order, and of the events and webhooks that follow from it
  have its \`requestId\`. That is the \`x-request-id\` of the request, which the answer returns.
- A failure names its \`service\`, the \`operation\`, its \`container\` (or queue) and the \`status\`, if they are known.
- Nothing personal is in the log. \`caller\` is a hash, and the ids of that customer's orders start with it.`;

/** docs/log-events.md, from the table that the app logs by. */
export const logEventsPage = (): string => {
  const parts = Object.entries(sections).map(
    ([heading, events]) => `## ${heading}\n\n${Object.entries(events).map(describeEvent).join('\n')}`,
  );
  return `${[introduction, ...parts].join('\n\n')}\n`;
};
