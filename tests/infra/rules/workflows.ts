import { type Estate, rules } from '../estate.ts';

const workflow = (estate: Estate, name: 'ci' | 'deploy'): Promise<string> =>
  estate.text(`../.github/workflows/${name}.yml`);

/** The steps of the last job: their text, in order. */
const steps = (text: string): readonly string[] => text.split(/\n {6}(?=- |# )/).slice(1);

export const workflowRules = rules({
  'workflows: what a pull request would change is shown without the right to change it': async (estate) => {
    const calls = (await workflow(estate, 'ci')).match(/az deployment group what-if .*/g) ?? [];
    expect(calls).toHaveLength(1);
    for (const call of calls) expect(call).toContain('--validation-level ProviderNoRbac');
    expect(await estate.text('../docs/deploy.md')).toMatch(/Azure CLI 2\.76 or later/);
  },
  'workflows: the login is the last thing before the deployment, since it is of use for five minutes': async (
    estate,
  ) => {
    const names = steps(await workflow(estate, 'deploy')).filter((step) => step.startsWith('- '));
    const login = names.findIndex((step) => step.includes('azure/login@'));
    expect(names[login + 1]).toContain('npm run deploy');
    expect(names).toHaveLength(login + 2);
  },
  'workflows: what is deployed is the package that CI tested, of the same commit': async (estate) => {
    const [ci, deploy] = [await workflow(estate, 'ci'), await workflow(estate, 'deploy')];
    const order = ['npm run test:package', 'attest-build-provenance@', 'upload-artifact@'].map((part) =>
      ci.indexOf(part),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBeGreaterThan(0);
    expect(deploy).toContain('--commit "$COMMIT" --event push --status success');
    expect(deploy).toMatch(
      /gh attestation verify out\/app\.zip .*--signer-workflow .*\/ci\.yml" --source-digest "\$COMMIT"/,
    );
    expect(deploy).toMatch(/npm run deploy .*--package out\/app\.zip/);
    expect(deploy).not.toMatch(/npm run package/);
  },
  'workflows: a deployment runs no install scripts of packages': async (estate) => {
    const installs = (await workflow(estate, 'deploy')).match(/npm (?:ci|install)\b.*/g) ?? [];
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([
      expect.stringMatching(/^npm install --global azure-functions-core-tools@\d/),
    ]);
  },
});
