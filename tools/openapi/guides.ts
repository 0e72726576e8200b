// The guides in the document. A test sends every request of theirs to the running stack; the number
// in the comment above a request is the status that it must get.

const token = `# Getting a token

Everything except the catalogue, the health checks and this page needs a bearer token: a JWT from the shop's issuer. Its \`sub\` is the customer. Staff have the role \`admin\` or \`warehouse\` in \`roles\`. On your laptop, \`npm start\` also starts an issuer that gives a token to anyone:

\`\`\`sh
API=http://127.0.0.1:7071/api/v1
TOKEN=$(npx hearth token --sub alice)
ADMIN=$(npx hearth token --sub ada --role admin)

# 200: the orders of Alice
curl "$API/orders" -H "Authorization: Bearer $TOKEN"
\`\`\`

If you use other ports, \`npm start\` prints these commands with the right \`--issuer\`.

Without a valid token, the answer is 401. Without the role, it is 403. To send requests from this page, paste a token under *Authentication*.`;

const order = `# Placing an order

Send the products and an address. Prices come from the catalogue, and \`expectedTotal\` makes sure that the customer has seen them.

\`\`\`sh
# 201: the order, and its path in Location
curl -i "$API/orders" -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -H "Idempotency-Key: guide-1" \\
  -d '{"items":[{"productId":"oak-table","quantity":1}],"expectedTotal":89000,
       "shippingAddress":{"recipient":"Alice Example","line1":"1 Main St","city":"Berlin","country":"DE"}}'
\`\`\`

At first, the order is \`placed\`. A worker holds stock for it, usually within 100 milliseconds. Then it is \`confirmed\`, or \`rejected\` if stock is short. Read it until it is no longer \`placed\`.`;

const paging = `# Paging

Lists answer with \`items\` and, if there are more, with \`nextCursor\`. Send that as \`cursor\` to get the next page. The header \`Link\` has the whole URL.

\`\`\`sh
# 200: three products, and the cursor of the next three
curl -i "$API/products?limit=3"
\`\`\`

A page costs the same, however many items there are. Cursors are opaque. Keep the filters the same while you page, and do not store cursors.`;

const errors = `# Errors

Every error is a problem document (RFC 9457). \`code\` is for programs and never changes its meaning. \`detail\` is for people. \`errors\` lists every invalid field at once.

\`\`\`sh
# 422: two fields are wrong, and both are listed
curl "$API/orders" -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
  -d '{"items":[],"shippingAddress":{"recipient":"Alice Example","line1":"1 Main St","city":"Berlin","country":"Germany"}}'
\`\`\`

After 429 and 503, wait for \`Retry-After\` seconds and send the request again. After 500, quote the \`x-request-id\` of the answer when you report it.`;

const idempotency = `# Idempotency

If an answer gets lost, send the same request again with the same \`Idempotency-Key\`. You get the first order, with \`Idempotency-Replayed: true\`. Without a key, a repeat places a second order.

\`\`\`sh
# 201: the order of the guide above, not a second one
curl -i "$API/orders" -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -H "Idempotency-Key: guide-1" \\
  -d '{"items":[{"productId":"oak-table","quantity":1}],"expectedTotal":89000,
       "shippingAddress":{"recipient":"Alice Example","line1":"1 Main St","city":"Berlin","country":"DE"}}'

# 422: the same key for another order
curl -i "$API/orders" -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" -H "Idempotency-Key: guide-1" \\
  -d '{"items":[{"productId":"stoneware-mug","quantity":2}],
       "shippingAddress":{"recipient":"Alice Example","line1":"1 Main St","city":"Berlin","country":"DE"}}'
\`\`\`

Use one key for each checkout. Keys belong to one customer and never expire. To change something that others may change too, send the \`ETag\` that you have read as \`If-Match\`: if the version is no longer current, the answer is 412 and nothing changes.`;

const webhooks = `# Webhooks

An endpoint gets a signed \`POST\` for each event of the types that it asks for (Standard Webhooks). Answer with any 2xx within 15 seconds. Otherwise Hearth tries again, up to eleven times in three days.

\`\`\`sh
# 201: the endpoint with its secret, which is shown only now
curl "$API/webhook-endpoints" -H "Authorization: Bearer $ADMIN" -H "Content-Type: application/json" \\
  -d '{"url":"http://127.0.0.1:4000/hearth","types":["order.confirmed","order.shipped"]}'

# 200: all endpoints
curl "$API/webhook-endpoints" -H "Authorization: Bearer $ADMIN"
\`\`\`

Check the signature with a library for Standard Webhooks before you parse the body. An event can arrive twice and in any order: \`webhook-id\` tells repeats apart. Except on a laptop, the URL must be https.`;

export const guides: readonly string[] = [token, order, paging, errors, idempotency, webhooks];
