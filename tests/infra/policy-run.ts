import type { ExpressionChecker } from '../../tools/infra/expression-checker.ts';
import { at, type Deployment } from './estate.ts';
import { apiPolicy, type Element, fragment, globalPolicy, operationPolicy, section } from './policy.ts';
import { attributeExpression, type Expression, isExpression, textExpression } from './policy-expressions.ts';

type Headers = Readonly<Record<string, string>>;

export type Sample = {
  requestId: string;
  request: { method: string; headers: Headers; ipAddress: string; originalUrl: string };
  response?: { statusCode: number; headers: Headers };
  lastError?: { source: string; reason?: string };
  variables: Readonly<Record<string, unknown>>;
};

export type Reply = { status: number; reason: string; headers: Headers; body: string };

/**
 * The result of running policies: the context they leave, the policies passed, and the answer, if
 * any.
 */
export type Outcome = { context: Sample; met: readonly Element[]; reply?: Reply };

type Run = (elements: readonly Element[], context: Sample) => Promise<Outcome>;

const SECTIONS = ['inbound', 'backend', 'outbound', 'on-error'] as const;
export type Section = (typeof SECTIONS)[number];

/** Left to the gateway, without an effect on what an expression sees. */
const leftToTheGateway = [
  ...['cors', 'validate-content', 'set-query-parameter', 'set-backend-service', 'forward-request', 'cache-store'],
  ...['cache-lookup', 'rate-limit-by-key'],
];

/**
 * The merged policies of a section: operation, API and global, each included where the one below
 * says `base`.
 */
const effective = (deployment: Deployment, name: Section, operation?: string): readonly Element[] => {
  const within = (policy: Element, base: readonly Element[]) =>
    section(policy, name).children.flatMap((child) => (child.name === 'base' ? base : [child]));
  const api = within(apiPolicy(deployment), within(globalPolicy(deployment), []));
  return operation === undefined ? api : within(operationPolicy(deployment, operation), api);
};

/**
 * Runs policies on a sample. C# is executed; the rest is imitated as far as it is used here, and
 * else rejected.
 */
export const policyRunner = (deployment: Deployment, checker: ExpressionChecker) => {
  const named = (text: string): string =>
    text.replaceAll(/\{\{([^}]+)\}\}/g, (_, name: string) =>
      String(at(deployment.one('Microsoft.ApiManagement/service/namedValues', `/${name}`), 'properties.value')),
    );
  const evaluated = async (text: string, expression: Expression, context: Sample): Promise<unknown> =>
    isExpression(text) ? checker.value(expression.source, expression.returns, context) : named(text.trim());
  const attribute = (element: Element, name: string, context: Sample): Promise<unknown> => {
    const text = element.attributes[name] ?? '';
    return evaluated(text, attributeExpression(element, name, text), context);
  };
  const textOf = async (element: Element | undefined, context: Sample): Promise<string> =>
    String(await evaluated(element?.text ?? '', textExpression(element?.text ?? ''), context));

  const withHeader = async (headers: Headers, element: Element, context: Sample): Promise<Headers> => {
    const { name = '', 'exists-action': action = 'override' } = element.attributes;
    const found = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
    if (action === 'skip' && found !== undefined) return headers;
    const others = Object.entries(headers).filter(([key]) => key !== found);
    if (action === 'delete') return Object.fromEntries(others);
    return Object.fromEntries([...others, [name, await textOf(element.children[0], context)]]);
  };

  const replyOf = async (element: Element, context: Sample): Promise<Reply> => {
    const reply = { status: 200, reason: 'OK', headers: {} as Headers, body: '' };
    for (const child of element.children) {
      if (child.name === 'set-status') {
        reply.status = Number(await attribute(child, 'code', context));
        reply.reason = String(await attribute(child, 'reason', context));
      } else if (child.name === 'set-header') reply.headers = await withHeader(reply.headers, child, context);
      else if (child.name === 'set-body') reply.body = await textOf(child, context);
      else throw new Error(`return-response: ${child.name} is not imitated.`);
    }
    return reply;
  };

  const chosen = async (element: Element, context: Sample): Promise<readonly Element[]> => {
    for (const branch of element.children) {
      if (branch.name === 'otherwise' || (await attribute(branch, 'condition', context)) === true)
        return branch.children;
    }
    return [];
  };

  const step = async (element: Element, context: Sample): Promise<Outcome> => {
    const { name, attributes } = element;
    const set = (variable: string, value: unknown): Outcome => ({
      context: { ...context, variables: { ...context.variables, [variable]: value } },
      met: [element],
    });
    switch (name) {
      case 'set-variable':
        return set(String(attributes.name), await attribute(element, 'value', context));
      case 'set-header': {
        const side = context.response ? 'response' : 'request';
        const target = context.response ?? context.request;
        const headers = await withHeader(target.headers, element, context);
        return { context: { ...context, [side]: { ...target, headers } }, met: [element] };
      }
      case 'validate-jwt': {
        // The gateway validates tokens. In a sample, a token is `Bearer {subject}`.
        const subject = /^Bearer (.+)$/.exec(context.request.headers.Authorization ?? '')?.[1];
        if (subject !== undefined) return set(String(attributes['output-token-variable-name']), { jwt: { subject } });
        const failed = {
          ...context,
          lastError: { source: 'validate-jwt', reason: 'TokenNotPresent' },
          response: { statusCode: 401, headers: {} },
        };
        return run(effective(deployment, 'on-error'), failed);
      }
      case 'choose':
        return run(await chosen(element, context), context);
      case 'include-fragment':
        return run(fragment(deployment, String(attributes['fragment-id'])).children, context);
      case 'limit-concurrency': {
        const key = String(await attribute(element, 'key', context));
        const inner = await run(element.children, context);
        return { ...inner, met: [{ ...element, attributes: { ...attributes, key } }, ...inner.met] };
      }
      case 'return-response':
        return { context, met: [element], reply: await replyOf(element, context) };
      default: {
        if (!leftToTheGateway.includes(name)) throw new Error(`${name} is not imitated.`);
        const values = await Promise.all(
          Object.keys(attributes).map(async (key) => [key, String(await attribute(element, key, context))]),
        );
        return { context, met: [{ ...element, attributes: Object.fromEntries(values) }] };
      }
    }
  };

  const run: Run = async (elements, start) => {
    let [context, met]: [Sample, readonly Element[]] = [start, []];
    for (const element of elements) {
      const outcome = await step(element, context);
      context = outcome.context;
      met = [...met, ...outcome.met];
      if (outcome.reply) return { ...outcome, met };
    }
    return { context, met };
  };

  return (name: Section, context: Sample, operation?: string): Promise<Outcome> =>
    run(effective(deployment, name, operation), context);
};
