// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const api = 'modules/api.bicep';
const gateway = 'modules/api-management.bicep';

export const gatewayMutations: readonly Mutation[] = [
  m(
    'gateway: the tier that is asked for',
    gateway,
    "sku == 'Consumption' ? 0 : units",
    "sku == 'Consumption' ? 1 : units",
  ),
  m(
    'gateway: Consumption speaks nothing older than TLS 1.2',
    gateway,
    "Gateway.Security.Protocols.Tls11': 'False'",
    "Gateway.Security.Protocols.Tls11': 'True'",
  ),
  m('gateway: a key of its own opens the app, and is hidden', api, '      secret: true\n', '      secret: false\n'),
  m('gateway: a key of its own opens the app, and is hidden', api, '.functionKeys.gateway', '.functionKeys.default'),
  m(
    'gateway: a repeated deployment keeps the key',
    'modules/gateway-key.bicep',
    'empty(current) ? null : current',
    'null',
  ),
  m(
    'gateway: it leads to the app over HTTPS with a certificate that is checked',
    api,
    'validateCertificateName: true',
    'validateCertificateName: false',
  ),
  m(
    'gateway: it leads to the app over HTTPS with a certificate that is checked',
    api,
    "url: 'https://${appHostName}",
    "url: 'http://${appHostName}",
  ),
  m(
    'gateway: the circuit opens if the app does not answer, not if it refuses',
    api,
    '{ min: 502, max: 504 }',
    '{ min: 400, max: 599 }',
  ),
  m('gateway: its operations are those of the document, under the same address', api, "path: 'api/v1'", "path: 'shop'"),
  m(
    'gateway: the operations of the document and the registered routes are the same',
    'apim/openapi.json',
    '"/orders/{id}/ship"',
    '"/orders/{id}/send"',
  ),
  {
    ...m('gateway: no subscription is asked for', api, 'subscriptionRequired: false', 'subscriptionRequired: true'),
    all: true,
  },
  m(
    'gateway: neither bodies nor headers are logged',
    api,
    'frontend: { request: { headers: []',
    "frontend: { request: { headers: ['authorization']",
  ),
  m('gateway: it reports as itself, without a key', api, "        identityClientId: 'SystemAssigned'\n", ''),
  m(
    'gateway: the document is one that API Management imports',
    'apim/openapi.json',
    '"operationId": "getVariantHead"',
    '"operationId": "GETVARIANT"',
  ),
  m(
    'gateway: the document is one that API Management imports',
    'apim/openapi.json',
    '"openapi": "3.0.3"',
    '"openapi": "3.1.1"',
  ),
  m(
    'gateway: both parsers of OpenAPI read the document whole, without a problem',
    'apim/openapi.json',
    '"openapi": "3.0.3"',
    '"openapi": "3.1.1"',
  ),
  m(
    'gateway: both parsers of OpenAPI read the document whole, without a problem',
    'apim/openapi.json',
    '"name": "MIT"',
    '"name": "MIT", "identifier": "MIT"',
  ),
  m(
    'gateway: the document is one that API Management imports',
    'apim/openapi.json',
    '"operationId": "listProducts"',
    '"operationId": "list-products"',
  ),
];
