import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Deployment, ORIGINS, rules } from '../estate.ts';
import {
  all,
  apiPolicy,
  type Element,
  fragment,
  gatewayVariants,
  globalPolicy,
  operationPolicy,
  parsePolicy,
  policiesIn,
  policyDocuments,
  policySupport,
  section,
} from '../policy.ts';
import { ROOT } from '../registered-triggers.ts';
import { GATEWAY } from '../resource-types.ts';

type Operation = { operationId: string; security: Record<string, unknown>[] };

/** The committed file, not the compiled one: the two must agree. */
const operations = (): (Operation & { method: string; path: string })[] => {
  const { paths } = JSON.parse(readFileSync(join(ROOT, 'infra/apim/openapi.json'), 'utf8'));
  return Object.entries<Record<string, Operation>>(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  );
};

const needsNoToken = ({ security }: Operation): boolean =>
  security.length === 0 || security.some((one) => Object.keys(one).length === 0);

const headersSet = (element: Element, action: string): string[] =>
  all(element, 'set-header')
    .filter(({ attributes }) => attributes['exists-action'] === action)
    .map(({ attributes }) => String(attributes.name));

const one = (element: Element, name: string): Element => {
  const [found, ...more] = all(element, name);
  if (!found || more.length > 0) throw new Error(`${name} is there ${more.length + Number(found !== undefined)} times`);
  return found;
};

const named = (deployment: Deployment): string[] =>
  deployment.of(`${GATEWAY}/namedValues`).map(({ name }) => String(name.split('/').at(-1)));

export const policyRules = rules({
  'policies: well-formed': async (estate) => {
    for (const variant of gatewayVariants) {
      const documents = policyDocuments(await estate.deployment(variant));
      expect(documents.length).toBeGreaterThan(10);
      for (const { xml } of documents) expect(() => parsePolicy(xml)).not.toThrow();
    }
  },
  'policies: none that the tier does not support': async (estate) => {
    for (const variant of gatewayVariants) {
      const used = policyDocuments(await estate.deployment(variant)).flatMap(({ xml }) => policiesIn(parsePolicy(xml)));
      const tier = variant === 'consumption' ? 'consumption' : 'v2';
      const lacking = used.filter((name) => policySupport[name] !== 'all' && policySupport[name] !== tier);
      expect([variant, [...new Set(lacking)]]).toEqual([variant, []]);
    }
  },
  'policies: a backend section has one policy': async (estate) => {
    for (const variant of gatewayVariants) {
      const deployment = await estate.deployment(variant);
      const withFragments = (policy: Element): readonly Element[] =>
        policy.name === 'include-fragment'
          ? fragment(deployment, String(policy.attributes['fragment-id'])).children.flatMap(withFragments)
          : [policy];
      for (const { where, xml } of policyDocuments(deployment)) {
        if (where.startsWith('policyFragments')) continue;
        const policies = section(parsePolicy(xml), 'backend').children.flatMap(withFragments);
        expect([variant, where, policies.length]).toEqual([variant, where, 1]);
      }
    }
  },
  'policies: what they refer to is there': async (estate) => {
    for (const variant of gatewayVariants) {
      const deployment = await estate.deployment(variant);
      const text = policyDocuments(deployment)
        .map(({ xml }) => xml)
        .join('\n');
      const fragments = deployment.of(`${GATEWAY}/policyFragments`).map(({ name }) => name.split('/').at(-1));
      for (const [, name] of text.matchAll(/fragment-id="([^"]+)"/g)) expect(fragments).toContain(name);
      for (const [, name] of text.matchAll(/\{\{([^}]+)\}\}/g)) expect(named(deployment)).toContain(name);
      const backends = deployment.of(`${GATEWAY}/backends`).map(({ name }) => name.split('/').at(-1));
      for (const [, name] of text.matchAll(/backend-id="([^"]+)"/g)) expect(backends).toContain(name);
    }
  },
  'policies: a token of the issuer, for this audience, is asked for': async (estate) => {
    const deployment = await estate.deployment('public');
    const jwt = one(section(apiPolicy(deployment), 'inbound'), 'validate-jwt');
    expect(jwt.attributes).toMatchObject({
      'header-name': 'Authorization',
      'require-scheme': 'Bearer',
      'require-expiration-time': 'true',
      'require-signed-tokens': 'true',
      'clock-skew': '60',
    });
    expect(one(jwt, 'openid-config').attributes.url).toBe('{{auth-discovery}}');
    expect([one(jwt, 'audience').text, one(jwt, 'issuer').text]).toEqual(['{{auth-audience}}', '{{auth-issuer}}']);
    const value = (name: string) => at(deployment.one(`${GATEWAY}/namedValues`, `/${name}`), 'properties.value');
    expect(value('auth-discovery')).toBe('https://login.example/tenant/v2.0/.well-known/openid-configuration');
    expect([value('auth-issuer'), value('auth-audience')]).toEqual([
      'https://login.example/tenant/v2.0',
      'api://hearth',
    ]);
  },
  'policies: an operation that says nothing asks for a token': async (estate) => {
    const inbound = section(apiPolicy(await estate.deployment('public')), 'inbound');
    const [choice] = inbound.children.filter(({ name }) => name === 'choose');
    const [first] = choice?.children ?? [];
    expect(first?.attributes.condition).toBe('@(!context.Variables.GetValueOrDefault<bool>("anonymous", false))');
    expect(first?.children[0]?.name).toBe('validate-jwt');
  },
  'policies: what anyone may read passes without a token, and nothing else does': async (estate) => {
    for (const variant of gatewayVariants) {
      const deployment = await estate.deployment(variant);
      const open = policyDocuments(deployment)
        .filter(
          ({ where, xml }) => where.startsWith('apis/operations/') && /name="anonymous" value="@\(true\)"/.test(xml),
        )
        .map(({ where }) => where.split('/').at(-2));
      expect(open.sort()).toEqual(
        operations()
          .filter(needsNoToken)
          .map(({ operationId }) => operationId.toLowerCase())
          .sort(),
      );
    }
  },
  'policies: the variable is set before the common policy looks at it': async (estate) => {
    for (const { where, xml } of policyDocuments(await estate.deployment('public'))) {
      if (!where.startsWith('apis/operations/')) continue;
      const [first, second] = section(parsePolicy(xml), 'inbound').children;
      expect([where, first?.attributes.name, second?.name]).toEqual([where, 'anonymous', 'base']);
    }
  },
  'policies: calls are counted by address before the token is checked, and then by subject': async (estate) => {
    const deployment = await estate.deployment('public');
    const order = (element: Element): readonly string[] => {
      const { name, attributes, children } = element;
      const own = name === 'set-variable' && attributes.name === 'caller' ? String(attributes.value) : name;
      return [own, ...children.flatMap(order)];
    };
    const inbound = order(section(apiPolicy(deployment), 'inbound'));
    const counting = inbound.filter((name) => name.startsWith('@') || /^(include-fragment|validate-jwt)$/.test(name));
    expect(counting.slice(0, 5)).toEqual([
      '@("address:" + context.Request.IpAddress)',
      'include-fragment',
      'validate-jwt',
      '@("subject:" + ((Jwt)context.Variables["token"]).Subject)',
      'include-fragment',
    ]);
    const limits = all(fragment(deployment, 'limit-callers'), 'rate-limit-by-key').map(({ attributes }) => attributes);
    expect(limits.map(({ calls }) => calls)).toEqual(['{{calls-per-subject}}', '{{calls-per-address}}']);
    for (const limit of limits) {
      expect(limit).toMatchObject({ 'renewal-period': '60', 'counter-key': '@((string)context.Variables["caller"])' });
    }
  },
  'policies: Consumption limits callers by their concurrent calls': async (estate) => {
    const forward = fragment(await estate.deployment('consumption'), 'forward');
    const limit = one(forward, 'limit-concurrency');
    expect(limit.attributes).toEqual({ key: '@((string)context.Variables["caller"])', 'max-count': '20' });
    expect(one(limit, 'forward-request')).toBeDefined();
  },
  'policies: a body of at most 64 KiB': async (estate) => {
    const limit = one(section(apiPolicy(await estate.deployment('public')), 'inbound'), 'validate-content');
    expect(limit.attributes).toMatchObject({ 'max-size': '65536', 'size-exceeded-action': 'prevent' });
  },
  'policies: pages of the shop may call, and see the headers they need': async (estate) => {
    const cors = one(section(apiPolicy(await estate.deployment('public')), 'inbound'), 'cors');
    expect(all(cors, 'origin').map(({ text }) => text)).toEqual(ORIGINS);
    expect(one(cors, 'expose-headers').children.map(({ text }) => text)).toEqual([
      'Location',
      'ETag',
      'Link',
      'Retry-After',
      'Idempotency-Replayed',
      'x-request-id',
    ]);
    const methods = new Set(operations().map(({ method }) => method));
    expect(new Set(all(cors, 'method').map(({ text }) => text))).toEqual(methods);
    expect(cors.attributes['allow-credentials']).toBe('false');
  },
  'policies: reads of products and images are cached, images by Accept': async (estate) => {
    const deployment = await estate.deployment('public');
    for (const name of ['listProducts', 'getProduct', 'getVariant']) {
      const policy = operationPolicy(deployment, name);
      const lookup = one(section(policy, 'inbound'), 'cache-lookup');
      const byHeader = all(lookup, 'vary-by-header').map(({ text }) => text);
      expect([name, byHeader]).toEqual([name, name === 'getVariant' ? ['Accept'] : []]);
      expect(one(section(policy, 'outbound'), 'cache-store').attributes.duration).toBe(
        name === 'getVariant' ? '86400' : '10',
      );
    }
    expect(policyDocuments(await estate.deployment('consumption')).some(({ xml }) => xml.includes('<cache-'))).toBe(
      false,
    );
  },
  'policies: what a token may change is never kept for others': async (estate) => {
    const deployment = await estate.deployment('public');
    for (const name of ['listProducts', 'getProduct']) {
      const policy = operationPolicy(deployment, name);
      for (const when of all(policy, 'when'))
        expect(when.attributes.condition).toContain('!context.Request.Headers.ContainsKey("Authorization")');
      expect(one(policy, 'cache-lookup').attributes['allow-private-response-caching']).toBe('false');
    }
  },
  'policies: no cached answer has the id of another request': async (estate) => {
    const deployment = await estate.deployment('public');
    for (const name of ['listProducts', 'getProduct', 'getVariant']) {
      const outbound = section(operationPolicy(deployment, name), 'outbound');
      const stored = all(outbound, 'when').flatMap(({ children }) => children.map((child) => child.name));
      expect([name, stored]).toEqual([name, ['set-header', 'cache-store']]);
      expect([name, headersSet(outbound, 'delete')]).toEqual([name, ['x-request-id']]);
      expect([name, headersSet({ ...outbound, children: outbound.children.slice(-1) }, 'skip')]).toEqual([
        name,
        ['x-request-id'],
      ]);
    }
  },
  'policies: a conditional read gets its 304 from the app': async (estate) => {
    const deployment = await estate.deployment('public');
    for (const name of ['listProducts', 'getProduct', 'getVariant']) {
      for (const when of all(operationPolicy(deployment, name), 'when')) {
        expect(when.attributes.condition).toContain('!context.Request.Headers.ContainsKey("If-None-Match")');
      }
    }
  },
  'policies: no header reveals internals': async (estate) =>
    expect(headersSet(section(apiPolicy(await estate.deployment('public')), 'outbound'), 'delete')).toEqual(
      expect.arrayContaining([
        'Server',
        'X-Powered-By',
        'X-AspNet-Version',
        'Request-Context',
        'Set-Cookie',
        'x-ms-request-id',
        'x-ms-invocation-id',
      ]),
    ),
  'policies: keys of callers do not reach the app': async (estate) => {
    const inbound = section(apiPolicy(await estate.deployment('public')), 'inbound');
    expect(headersSet(inbound, 'delete')).toEqual(
      expect.arrayContaining(['x-functions-key', 'Ocp-Apim-Subscription-Key']),
    );
    expect(one(inbound, 'set-query-parameter').attributes).toEqual({ name: 'code', 'exists-action': 'delete' });
  },
  "policies: the gateway's own refusals are problem documents": async (estate) => {
    for (const variant of gatewayVariants) {
      const deployment = await estate.deployment(variant);
      for (const policy of [apiPolicy(deployment), globalPolicy(deployment)]) {
        expect(
          all(section(policy, 'on-error'), 'include-fragment').map(({ attributes }) => attributes['fragment-id']),
        ).toEqual(['problem']);
      }
      const answers = all(fragment(deployment, 'problem'), 'return-response');
      expect(answers).toHaveLength(3);
      for (const answer of answers) {
        const headers = new Map(
          all(answer, 'set-header').map(({ attributes, children }) => [attributes.name, children[0]?.text]),
        );
        expect(headers.get('Content-Type')).toBe('application/problem+json');
        expect(headers.get('Cache-Control')).toBe('no-store');
        expect([...headers.keys()]).toContain('x-request-id');
      }
      expect(answers.filter((answer) => headersSet(answer, 'override').includes('WWW-Authenticate'))).toHaveLength(1);
      expect(answers.filter((answer) => headersSet(answer, 'override').includes('Retry-After'))).toHaveLength(1);
    }
  },
  'policies: a page of the platform never reaches a caller': async (estate) => {
    const outbound = section(apiPolicy(await estate.deployment('public')), 'outbound');
    const when = one(outbound, 'when');
    expect(when.attributes.condition).toMatch(/StatusCode >= 400 .*application\/problem\+json/);
    expect(one(when, 'include-fragment').attributes['fragment-id']).toBe('problem');
  },
});
