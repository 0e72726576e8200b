// Receives webhooks. Run: WEBHOOK_SECRET=whsec_... PORT=4000 node docs/examples/receive-webhooks.mjs
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const MAX_BODY_BYTES = 1024 * 1024;

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '');

/** In your shop: a table with a unique key, written in the same transaction as the work. */
const handled = new Set();

const handle = ({ type, timestamp, data }) => {
  console.log(`${type} at ${timestamp}: ${data.id ?? data.message}`);
};

/** The bytes as they came. Parsed and printed again, they would have another signature. */
const readBody = async (request) => {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

const receive = async (request) => {
  let event;
  try {
    event = webhook.verify(await readBody(request), request.headers);
  } catch (error) {
    console.error(`refused: ${error.message}`);
    return 400;
  }
  const id = request.headers['webhook-id'];
  if (handled.has(id)) return 204;
  handle(event);
  handled.add(id);
  return 204;
};

const server = createServer(async (request, response) => {
  // An error of `handle` is answered with 500, so that the event comes again.
  const status = await receive(request).catch(() => 500);
  response.writeHead(status).end();
});

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`);
});
