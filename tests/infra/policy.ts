import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { at, type Deployment } from './estate.ts';
import { GATEWAY } from './resource-types.ts';

export type Element = { name: string; attributes: Readonly<Record<string, string>>; children: Element[]; text: string };

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: true,
});

const ATTRIBUTES = ':@';

/** Converts the parser's form: an object whose only other key is the element's name. */
const elementOf = (node: Readonly<Record<string, unknown>>): Element[] => {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES);
  if (name === undefined || name === '#text' || name.startsWith('?') || name.startsWith('!')) return [];
  const inner: Record<string, unknown>[] = Object(node[name]);
  const text = inner.map((child) => String(child['#text'] ?? '')).join('');
  return [{ name, attributes: Object(node[ATTRIBUTES] ?? {}), children: inner.flatMap(elementOf), text }];
};

/** Throws unless the XML is well-formed. */
export const parsePolicy = (xml: string): Element => {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(`${valid.err.msg} in line ${valid.err.line}`);
  const nodes: Record<string, unknown>[] = parser.parse(xml);
  const [root] = nodes.flatMap(elementOf);
  if (!root) throw new Error('There is no element.');
  return root;
};

export const all = (element: Element, name: string): Element[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap((child) => all(child, name)),
];

export const section = (policy: Element, name: string): Element =>
  policy.children.find((child) => child.name === name) ?? { name, attributes: {}, children: [], text: '' };

/** Elements whose children are policies. Children of other elements are settings. */
const holders = [
  'policies',
  'fragment',
  'inbound',
  'backend',
  'outbound',
  'on-error',
  'choose',
  'when',
  'otherwise',
  'limit-concurrency',
  'return-response',
];
const noPolicies = ['policies', 'fragment', 'inbound', 'backend', 'outbound', 'on-error', 'when', 'otherwise', 'base'];

export const policiesIn = (element: Element): string[] => [
  ...(noPolicies.includes(element.name) ? [] : [element.name]),
  ...(holders.includes(element.name) ? element.children.flatMap(policiesIn) : []),
];

export const gatewayVariants = ['public', 'private', 'consumption'] as const;

/** All policy documents, by location. */
export const policyDocuments = (deployment: Deployment): { where: string; xml: string }[] =>
  ['policies', 'apis/policies', 'apis/operations/policies', 'policyFragments'].flatMap((kind) =>
    deployment.of(`${GATEWAY}/${kind}`).map((one) => ({
      where: `${kind} ${one.name.split('/').slice(1).join('/')}`,
      xml: String(at(one, 'properties.value')),
    })),
  );

const found = (deployment: Deployment, where: string): Element => {
  const [document] = policyDocuments(deployment).filter((one) => one.where === where);
  if (!document) throw new Error(`There is no ${where}.`);
  return parsePolicy(document.xml);
};

export const apiPolicy = (deployment: Deployment): Element => found(deployment, 'apis/policies hearth/policy');
export const globalPolicy = (deployment: Deployment): Element => found(deployment, 'policies policy');
export const fragment = (deployment: Deployment, name: string): Element => found(deployment, `policyFragments ${name}`);
export const operationPolicy = (deployment: Deployment, operation: string): Element =>
  found(deployment, `apis/operations/policies hearth/${operation.toLowerCase()}/policy`);

/**
 * The policies that may be used here, and the gateways that support them (API Management policy
 * reference). Consumption also has the cache policies, but no cache behind them.
 */
export const policySupport: Readonly<Record<string, 'all' | 'v2'>> = {
  'cache-lookup': 'v2',
  'cache-store': 'v2',
  choose: 'all',
  cors: 'all',
  'forward-request': 'all',
  'include-fragment': 'all',
  'limit-concurrency': 'all',
  'rate-limit-by-key': 'v2',
  'return-response': 'all',
  'set-backend-service': 'all',
  'set-body': 'all',
  'set-header': 'all',
  'set-query-parameter': 'all',
  'set-status': 'all',
  'set-variable': 'all',
  'validate-content': 'all',
  'validate-jwt': 'all',
};
