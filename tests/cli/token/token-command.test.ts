import { type Identity, startIdentity } from '../../../local/identity/start-identity.ts';
import { hearth } from '../../support/run-hearth.ts';

describe('the token command', () => {
  let identity: Identity;

  beforeAll(async () => {
    identity = await startIdentity({ port: 0, audience: 'api://hearth' });
  });

  afterAll(() => identity.stop());

  test('prints a token and nothing else', async () => {
    const roles = ['--role', 'admin', '--role', 'warehouse'];
    const where = ['--issuer', identity.issuer];
    const { code, stdout, stderr } = await hearth('token', '--sub', 'bob', ...roles, '--ttl', '60', ...where);
    const [, payload = ''] = stdout.split('.');

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      sub: 'bob',
      roles: ['admin', 'warehouse'],
      iss: identity.issuer,
    });
  });

  test('says how to start the issuer when there is none', async () => {
    const { issuer, stop } = await startIdentity({ port: 0, audience: 'api://hearth' });
    await stop();
    const { code, stdout, stderr } = await hearth('token', '--issuer', issuer);

    expect([code, stdout]).toEqual([7, '']);
    expect(stderr).toMatch(/npm start/);
    expect(stderr).toMatch(/npx hearth local identity/);
  });

  test('refuses a time that is none', async () => {
    expect((await hearth('token', '--ttl', 'soon')).stderr).toMatch(/whole number of seconds/);
  });
});
