import { type Mutation, m } from '../mutation.ts';

const roles = 'sign-in: the app registration gives tokens of version 2.0 with the roles that operations ask for';

export const signInMutations: readonly Mutation[] = [
  m(
    'sign-in: an audience that no token of Entra ID has is refused',
    'main.bicep',
    "contains(authAudience, '://')",
    "contains(authAudience, ' ')",
  ),
  m(roles, 'entra/api.json', '"requestedAccessTokenVersion": 2', '"requestedAccessTokenVersion": 1'),
  m(roles, 'entra/api.json', '"value": "warehouse"', '"value": "Warehouse"'),
  m(
    'sign-in: the Azure CLI may ask for tokens of whoever uses it',
    'entra/azure-cli.json',
    '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    '1950a258-227b-4e31-a9cf-717495945fc2',
  ),
  m(
    'sign-in: nothing tells people to use an audience that is refused',
    'main.bicepparam',
    '// What tokens have as `aud`.',
    '// Such as api://hearth.',
  ),
  m(
    'sign-in: nothing tells people to use an audience that is refused',
    'entra/api.json',
    'c9e6a1d7-5b28-4d03-b4f9-2a8c7e13d650',
    'c9e6a1d7-5b28-4d03-b4f9-2a8c7e13d651',
  ),
];
