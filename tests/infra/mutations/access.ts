// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const roles = 'modules/roles.bicep';
const api = 'modules/api.bicep';

export const accessMutations: readonly Mutation[] = [
  m('roles: the app may do what it needs, where it needs it', roles, 'scope: data::blobs::images\n', 'scope: data\n'),
  m(
    'roles: the app may do what it needs, where it needs it',
    roles,
    'role.serviceBusSender)\n    }\n  }\n]\n\nresource publishesEvents',
    'role.serviceBusReceiver)\n    }\n  }\n]\n\nresource publishesEvents',
  ),
  m(
    'roles: the app may do what it needs, where it needs it',
    roles,
    'role.serviceBusSender)\n    }\n  }\n]\n\n// Not on',
    'role.serviceBusReceiver)\n    }\n  }\n]\n\n// Not on',
  ),
  m(
    'roles: the app may do what it needs, where it needs it',
    roles,
    'scope: subscriptions[index]\n',
    'scope: namespace\n',
  ),
  m(
    'roles: the app may do what it needs, where it needs it',
    roles,
    'scope: namespace::topic[index]\n',
    'scope: namespace\n',
  ),
  m(
    'roles: polling reads the whole account',
    roles,
    "if (uploadEvents == 'LogsAndContainerScan')",
    "if (uploadEvents == 'Never')",
  ),
  m(
    "roles: without a key the host storage is the identity's",
    roles,
    "resource usesHostQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!hostStorageKeyed)",
    "resource usesHostQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (hostStorageKeyed)",
  ),
  m(
    "roles: without a key the host storage is the identity's",
    roles,
    '  scope: host::blobs::packages\n',
    '  scope: host\n',
  ),
  m('roles: documents of the one database', roles, "scope: '${cosmos.id}/dbs/${database}'", 'scope: cosmos.id'),
  m('roles: none reaches beyond a resource', roles, '  scope: data::blobs::reports\n', ''),
  m(
    'secrets: no output holds one',
    'modules/monitoring.bicep',
    'output workspaceId string = logs.id',
    'output workspaceId string = logs.id\noutput connection string = insights.properties.ConnectionString',
  ),
  m('secrets: no parameter in the clear holds one', 'modules/gateway-key.bicep', '@secure()\n', ''),
  m('secrets: no parameter in the clear holds one', 'modules/app-settings.bicep', '@secure()\n', ''),
  m(
    'secrets: every key that is read goes to a hidden place',
    api,
    'connectionString: insights.properties.ConnectionString',
    "connectionString: listKeys(insights.id, '2020-02-02').key",
  ),
];
