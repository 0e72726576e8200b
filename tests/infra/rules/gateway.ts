import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { routes } from '../../../src/functions/http/routes.ts';
import { at, type Rule, rules } from '../estate.ts';
import { gatewayVariants } from '../policy.ts';
import { ROOT } from '../registered-triggers.ts';
import { GATEWAY } from '../resource-types.ts';

type Parameter = { $ref?: string; name?: string; in?: string };
type ImportedOperation = { operationId: string; summary?: string; parameters?: Parameter[] };

const resolved = (document: unknown, ref: string): unknown => at(document, ref.slice(2).replaceAll('/', '.'));

/** Schemas that refer to themselves. */
const recursive = (document: unknown): string[] => {
  const schemas: Record<string, unknown> = Object(at(document, 'components.schemas'));
  const within = (name: string, above: readonly string[]): boolean =>
    above.includes(name) ||
    [...JSON.stringify(schemas[name] ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].some(([, next = '']) =>
      within(next, [...above, name]),
    );
  return Object.keys(schemas).filter((name) => within(name, []));
};

const readerRules: readonly Rule[] = rules({
  'gateway: both parsers of OpenAPI read the document whole, without a problem': async (estate) => {
    const operations = Object.values(routes).flatMap(({ methods }) => methods).length;
    expect(await estate.readings()).toEqual({
      'Microsoft.OpenApi.Readers 1.6': { operations, problems: [] },
      'Microsoft.OpenApi 2': { operations, problems: [] },
    });
  },
}).map((rule) => ({ ...rule, needsDotnet: true }));

export const gatewayRules: readonly Rule[] = rules({
  'gateway: the tier that is asked for': async (estate) => {
    const skus = await Promise.all(
      gatewayVariants.map(async (variant) => at((await estate.deployment(variant)).one(GATEWAY), 'sku')),
    );
    expect(skus).toEqual([
      { name: 'BasicV2', capacity: 1 },
      { name: 'StandardV2', capacity: 1 },
      { name: 'Consumption', capacity: 0 },
    ]);
  },
  'gateway: Consumption speaks nothing older than TLS 1.2': async (estate) => {
    const properties = Object(at((await estate.deployment('consumption')).one(GATEWAY), 'properties.customProperties'));
    expect(Object.keys(properties)).toHaveLength(4);
    expect(new Set(Object.values(properties))).toEqual(new Set(['False']));
  },
  'gateway: a key of its own opens the app, and is hidden': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(deployment.one('Microsoft.Web/sites/host/functionKeys').name).toMatch(/\/default\/gateway$/);
    const key = deployment.one(`${GATEWAY}/namedValues`, '/gateway-key');
    expect(at(key, 'properties.secret')).toBe(true);
    expect(at(key, 'properties.value')).toContain('.functionKeys.gateway]');
    const backend = deployment.one(`${GATEWAY}/backends`, '/app');
    expect(at(backend, 'properties.credentials')).toEqual({ header: { 'x-functions-key': ['{{gateway-key}}'] } });
  },
  'gateway: a repeated deployment keeps the key': async (estate) => {
    const key = (await estate.deployment('public')).one('Microsoft.Web/sites/host/functionKeys');
    expect(at(key, 'properties.value')).toMatch(/^\[if\(empty\(.*listKeys\(.*'gateway'\), ''\)\), null\(\), /);
  },
  'gateway: it leads to the app over HTTPS with a certificate that is checked': async (estate) => {
    const backend = (await estate.deployment('public')).one(`${GATEWAY}/backends`, '/app');
    expect(at(backend, 'properties.url')).toMatch(/^\[format\('https:\/\/\{0\}\/api\/v1'/);
    expect(at(backend, 'properties.tls')).toEqual({ validateCertificateChain: true, validateCertificateName: true });
  },
  'gateway: the circuit opens if the app does not answer, not if it refuses': async (estate) => {
    const breaker = async (variant: 'public' | 'consumption') =>
      at((await estate.deployment(variant)).one(`${GATEWAY}/backends`, '/app'), 'properties.circuitBreaker.rules');
    expect(await breaker('public')).toMatchObject([
      {
        failureCondition: { statusCodeRanges: [{ min: 502, max: 504 }] },
        tripDuration: 'PT10S',
        acceptRetryAfter: true,
      },
    ]);
    expect(await breaker('consumption')).toBeUndefined();
  },
  'gateway: its operations are those of the document, under the same address': async (estate) => {
    const api = (await estate.deployment('public')).one(`${GATEWAY}/apis`);
    expect(at(api, 'properties.path')).toBe('api/v1');
    expect(at(api, 'properties.format')).toBe('openapi+json');
    expect(at(api, 'properties.protocols')).toEqual(['https']);
    const imported = JSON.parse(String(at(api, 'properties.value')));
    expect(imported).toEqual(JSON.parse(readFileSync(join(ROOT, 'infra/apim/openapi.json'), 'utf8')));
  },
  'gateway: the operations of the document and the registered routes are the same': async (estate) => {
    const api = (await estate.deployment('public')).one(`${GATEWAY}/apis`);
    const { paths } = JSON.parse(String(at(api, 'properties.value')));
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(Object(item)).map((method) => `${method.toUpperCase()} v1${path}`),
    );
    const registered = Object.values(routes).flatMap(({ methods, route }) =>
      methods.map((method) => `${method} ${route}`),
    );
    expect(documented.sort()).toEqual(registered.sort());
  },
  'gateway: the document is one that API Management imports': async (estate) => {
    const text = await estate.text('apim/openapi.json');
    const document = JSON.parse(text);
    expect(document.openapi).toMatch(/^3\.0\./);
    expect(text).not.toMatch(/"(const|propertyNames|identifier|\$schema)":|"type": \[/);
    expect(Buffer.byteLength(text)).toBeLessThan(4 * 2 ** 20);
    const refs = [...text.matchAll(/"\$ref": "([^"]+)"/g)].map(([, ref = '']) => ref);
    expect(refs.filter((ref) => !ref.startsWith('#/'))).toEqual([]);
    expect(recursive(document)).toEqual([]);
    const imported = Object.entries<Record<string, ImportedOperation>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
    );
    // The operation's name, by which its policy finds it, in a form that the import does not
    // change.
    const names = imported.map(({ operationId }) => operationId.toLowerCase());
    expect(names.filter((name) => !/^[a-z0-9]{1,76}$/.test(name))).toEqual([]);
    expect(names.length).toBe(new Set(names).size);
    for (const { path, method, summary = '', parameters = [] } of imported) {
      expect(['get', 'head', 'post', 'put', 'patch', 'delete']).toContain(method);
      expect([path, summary.length > 0 && summary.length <= 300]).toEqual([path, true]);
      const found = parameters.map((one) => (one.$ref ? { ...one, ...Object(resolved(document, one.$ref)) } : one));
      expect(found.filter((one) => one.in === 'cookie')).toEqual([]);
      const inUrl = found.filter((one) => one.in === 'path' || one.in === 'query').map((one) => one.name);
      expect([path, inUrl]).toEqual([path, [...new Set(inUrl)]]);
      const template = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(
        found
          .filter((one) => one.in === 'path')
          .map((one) => one.name)
          .sort(),
      ).toEqual(template.sort());
    }
  },
  'gateway: no subscription is asked for': async (estate) => {
    const deployment = await estate.deployment('public');
    expect(at(deployment.one(`${GATEWAY}/apis`), 'properties.subscriptionRequired')).toBe(false);
    const product = deployment.one(`${GATEWAY}/products`);
    expect(product.properties).toMatchObject({ subscriptionRequired: false, state: 'published' });
    expect(deployment.of(`${GATEWAY}/products/apis`)).toHaveLength(1);
  },
  'gateway: neither bodies nor headers are logged': async (estate) => {
    const diagnostic = (await estate.deployment('public')).one(`${GATEWAY}/apis/diagnostics`);
    for (const side of ['frontend', 'backend'] as const) {
      for (const way of ['request', 'response']) {
        expect(at(diagnostic, `properties.${side}.${way}`)).toEqual({ headers: [], body: { bytes: 0 } });
      }
    }
    expect(at(diagnostic, 'properties.logClientIp')).toBe(false);
  },
  'gateway: it reports as itself, without a key': async (estate) => {
    const logger = (await estate.deployment('public')).one(`${GATEWAY}/loggers`);
    expect(Object.keys(Object(at(logger, 'properties.credentials'))).sort()).toEqual([
      'connectionString',
      'identityClientId',
    ]);
  },
}).concat(readerRules);
