import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Estate, rules } from '../estate.ts';
import { ROOT } from '../registered-triggers.ts';

/** The Azure CLI's own client id, which is the same in every tenant. */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const entra = async (estate: Estate, name: string): Promise<unknown> =>
  JSON.parse(await estate.text(`entra/${name}.json`));

const docs = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

export const signInRules = rules({
  'sign-in: an audience that no token of Entra ID has is refused': async (estate) =>
    expect(
      await estate.deployment('uriAudience').then(
        ({ resources }) => JSON.stringify(resources),
        (error: unknown) => String(error),
      ),
    ).toContain('authAudience must be the client id'),
  'sign-in: the app registration gives tokens of version 2.0 with the roles that operations ask for': async (
    estate,
  ) => {
    const registration = await entra(estate, 'api');
    expect(at(registration, 'api.requestedAccessTokenVersion')).toBe(2);
    const document = await estate.text('apim/openapi.json');
    const asked = [...document.matchAll(/"x-hearth-roles": \[([^\]]+)\]/g)].flatMap(([, list]) =>
      JSON.parse(`[${list}]`),
    );
    const roles: Record<string, unknown>[] = Object(at(registration, 'appRoles'));
    expect(roles.map(({ value }) => value)).toEqual([...new Set(asked)].sort());
    for (const role of roles) {
      expect(role).toMatchObject({ isEnabled: true, allowedMemberTypes: ['User', 'Application'] });
    }
  },
  'sign-in: the Azure CLI may ask for tokens of whoever uses it': async (estate) => {
    const [registration, added] = [await entra(estate, 'api'), await entra(estate, 'azure-cli')];
    const { preAuthorizedApplications, ...same } = Object(at(added, 'api'));
    expect(same).toEqual(at(registration, 'api'));
    const scope = at(registration, 'api.oauth2PermissionScopes.0.id');
    expect(preAuthorizedApplications).toEqual([{ appId: AZURE_CLI, delegatedPermissionIds: [scope] }]);
  },
  'sign-in: nothing tells people to use an audience that is refused': async (estate) => {
    const texts = [docs('deploy.md'), docs('operations.md'), await estate.text('main.bicepparam')];
    for (const text of texts) expect(text).not.toMatch(/AUDIENCE=["']?api:|[Ss]uch as api:/);
    for (const name of ['api', 'azure-cli']) expect(docs('deploy.md')).toContain(`infra/entra/${name}.json`);
    const roles = [...docs('deploy.md').matchAll(/_ROLE=([0-9a-f-]{36})/g)].map(([, id]) => id);
    const registered: unknown[] = Object(at(await entra(estate, 'api'), 'appRoles'));
    expect(roles).toEqual(registered.map((role) => at(role, 'id')));
  },
});
