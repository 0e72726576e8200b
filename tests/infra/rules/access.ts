import { at, type Deployment, type Resource, rules } from '../estate.ts';
import { STORAGE } from '../resource-types.ts';

const role = {
  'Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Blob Delegator': 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
  'Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88',
  'Service Bus Data Receiver': '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0',
  'Service Bus Data Sender': '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39',
  'Metrics Publisher': '3913510d-42f4-4e42-8a64-420c390055eb',
} as const;
const nameOf = new Map<string, string>(Object.entries(role).map(([name, id]) => [id, name]));

const shortName = (name: string): string => /data|host|insights/.exec(name)?.[0] ?? 'it';

/** `identity: role on scope`, sorted. */
const assignments = (deployment: Deployment): string[] =>
  deployment
    .of('Microsoft.Authorization/roleAssignments')
    .map((one) => {
      const scope = one.id
        .slice(0, one.id.search(/\/providers\/Microsoft\.Authorization\/|', 'Microsoft\.Authorization\//))
        .split('/')
        .slice(6)
        .join('/');
      const principal = String(at(one, 'properties.principalId'));
      const who = /'gateway-\{0\}'/.test(principal) ? 'gateway' : /deployer\(\)/.test(principal) ? 'deployer' : 'app';
      const what = nameOf.get(String(at(one, 'properties.roleDefinitionId')).split('/').at(-1) ?? '') ?? 'another role';
      return `${who}: ${what} on ${scope.replaceAll(/hearth[a-z0-9-]*/g, shortName)}`;
    })
    .sort();

const always = [
  `app: Blob Data Contributor on ${STORAGE}/data/blobServices/default/containers/images`,
  `app: Blob Data Contributor on ${STORAGE}/data/blobServices/default/containers/reports`,
  `app: Blob Delegator on ${STORAGE}/data`,
  `app: Queue Data Contributor on ${STORAGE}/data/queueServices/default/queues/webjobs-blobtrigger-poison`,
  'app: Metrics Publisher on Microsoft.Insights/components/insights',
  'app: Service Bus Data Receiver on Microsoft.ServiceBus/namespaces/it/queues/deliver-webhook',
  'app: Service Bus Data Receiver on Microsoft.ServiceBus/namespaces/it/queues/process-order',
  'app: Service Bus Data Receiver on Microsoft.ServiceBus/namespaces/it/topics/events/subscriptions/webhooks',
  'app: Service Bus Data Sender on Microsoft.ServiceBus/namespaces/it/queues/deliver-webhook',
  'app: Service Bus Data Sender on Microsoft.ServiceBus/namespaces/it/queues/process-order',
  'app: Service Bus Data Sender on Microsoft.ServiceBus/namespaces/it/topics/events',
  'gateway: Metrics Publisher on Microsoft.Insights/components/insights',
];
const uploads = `app: Blob Data Owner on ${STORAGE}/data/blobServices/default/containers/uploads`;

type Template = {
  parameters?: Record<string, { type?: string }>;
  outputs?: Record<string, unknown>;
  resources?: unknown;
};

/** A template and all templates nested in it. */
const nested = (template: Template): Template[] => [
  template,
  ...Object.values(Object(template.resources)).flatMap((resource) => {
    const inner = at(resource, 'properties.template');
    return inner === undefined ? [] : nested(Object(inner));
  }),
];

const SECRET_NAME = /key$|secret|password|token|connectionstring|current$|runfrompackage/i;

const containing = (resources: readonly Resource[], text: string): string[] =>
  resources
    .filter((resource) => JSON.stringify(resource).includes(text))
    .map(({ type, name }) => `${type} ${name.split('/').at(-1)}`);

export const accessRules = rules({
  'roles: the app may do what it needs, where it needs it': async (estate) =>
    expect(assignments(await estate.deployment('public'))).toEqual([...always, uploads].sort()),
  'roles: polling reads the whole account': async (estate) =>
    expect(assignments(await estate.deployment('polling'))).toEqual(
      [...always, `app: Blob Data Owner on ${STORAGE}/data`].sort(),
    ),
  "roles: without a key the host storage is the identity's": async (estate) =>
    expect(assignments(await estate.deployment('keyless'))).toEqual(
      [
        ...always,
        uploads,
        `app: Blob Data Owner on ${STORAGE}/host`,
        `app: Queue Data Contributor on ${STORAGE}/host`,
        `deployer: Blob Data Contributor on ${STORAGE}/host/blobServices/default/containers/packages`,
      ].sort(),
    ),
  'roles: documents of the one database': async (estate) => {
    const deployment = await estate.deployment('public');
    const [assignment, ...more] = deployment.of('Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments');
    const { id } = deployment.one('Microsoft.DocumentDB/databaseAccounts');
    expect(more).toEqual([]);
    expect(at(assignment, 'properties.scope')).toBe(`${id}/dbs/hearth`);
    expect(at(assignment, 'properties.roleDefinitionId')).toBe(
      `${id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002`,
    );
  },
  'roles: none reaches beyond a resource': async (estate) => {
    for (const { id } of (await estate.deployment('private')).of('Microsoft.Authorization/roleAssignments')) {
      expect(id.split('/providers/').length).toBeGreaterThan(2);
    }
  },
  'secrets: no output holds one': async (estate) => {
    for (const name of ['main', 'events'] as const) {
      for (const template of nested(await estate.template(name))) {
        expect(JSON.stringify(template.outputs ?? {})).not.toMatch(/list\w*\(|ConnectionString|securestring/i);
      }
    }
  },
  'secrets: no parameter in the clear holds one': async (estate) => {
    for (const name of ['main', 'events'] as const) {
      for (const template of nested(await estate.template(name))) {
        for (const [parameter, { type }] of Object.entries(template.parameters ?? {})) {
          if (SECRET_NAME.test(parameter))
            expect([parameter, type?.toLowerCase()]).toEqual([parameter, 'securestring']);
        }
      }
    }
  },
  'secrets: every key that is read goes to a hidden place': async (estate) => {
    const { resources } = await estate.deployment('public');
    expect(containing(resources, 'listKeys(').sort()).toEqual([
      'Microsoft.ApiManagement/service/namedValues gateway-key',
      'Microsoft.Web/sites/config appsettings',
      'Microsoft.Web/sites/host/functionKeys gateway',
    ]);
    expect(containing((await estate.deployment('keyless')).resources, 'listKeys(')).not.toContain(
      'Microsoft.Web/sites/config appsettings',
    );
  },
});
