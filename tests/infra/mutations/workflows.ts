import { type Mutation, m } from '../mutation.ts';

const ci = '../.github/workflows/ci.yml';
const deploy = '../.github/workflows/deploy.yml';
const tested = 'workflows: what is deployed is the package that CI tested, of the same commit';

export const workflowMutations: readonly Mutation[] = [
  m(
    'workflows: what a pull request would change is shown without the right to change it',
    ci,
    ' --validation-level ProviderNoRbac |',
    ' |',
  ),
  m(
    'workflows: the login is the last thing before the deployment, since it is of use for five minutes',
    deploy,
    '      - run: npm run deploy',
    '      - run: npm run infra\n      - run: npm run deploy',
  ),
  m(tested, deploy, ' --package out/app.zip', ''),
  m(tested, deploy, ' --source-digest "$COMMIT"', ''),
  m(tested, ci, 'run: npm run test:package', 'run: npm run test:e2e'),
  m('workflows: a deployment runs no install scripts of packages', deploy, 'npm ci --ignore-scripts', 'npm ci'),
];
