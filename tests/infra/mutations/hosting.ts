// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const app = 'modules/app.bicep';
const plan = 'modules/plan.bicep';
const cosmos = 'modules/cosmos.bicep';
const main = 'main.bicep';

export const hostingMutations: readonly Mutation[] = [
  m(
    'flex: a plan that is billed by use, in zones if asked',
    plan,
    "'FC1', tier: 'FlexConsumption'",
    "'Y1', tier: 'Dynamic'",
  ),
  m('flex: a plan that is billed by use, in zones if asked', plan, "...(hosting == 'premium' ?", "...(hosting != '' ?"),
  m(
    'flex: nothing that its plan refuses',
    app,
    "...(hosting == 'premium' ? configOfPremium",
    "...(hosting != '' ? configOfPremium",
  ),
  m('flex: nothing that its plan refuses', main, '...(premium ? { FUNCTIONS', '...(true ? { FUNCTIONS'),
  m('flex: nothing that its plan refuses', main, 'setsPackage: premium', 'setsPackage: true'),
  m('flex: a runtime that Azure supports in a year', app, 'version: nodeVersion }', "version: '20' }"),
  m(
    'flex: the package is in a private container that the app opens as itself',
    app,
    "type: 'UserAssignedIdentity', userAssigned",
    "type: 'SystemAssignedIdentity', userAssigned",
  ),
  m(
    'flex: the package is in a private container that the app opens as itself',
    app,
    'value: packagesUrl',
    "value: '${packagesUrl}-of-others'",
  ),
  m(
    'flex: the container of the package is created before the app that names it',
    main,
    "'modules/app.bicep' = {\n  dependsOn: [storage]",
    "'modules/app.bicep' = {\n  dependsOn: [monitoring]",
  ),
  m(
    'flex: no storage has a key, and no setting holds one',
    main,
    "var keyed = premium && hostStorage == 'keyed'",
    "var keyed = hostStorage == 'keyed'",
  ),
  m(
    'flex: the groups that are always ready are HTTP and functions that there are',
    app,
    "'function:processOrder'",
    "'function:processOrders'",
  ),
  m(
    'flex: it has a limit, and memory for the largest image',
    app,
    'maximumInstanceCount: max(scaleLimit, 40)',
    'maximumInstanceCount: 1000',
  ),
  m(
    'flex: it has a limit, and memory for the largest image',
    app,
    'instanceMemoryMB: flexMemory',
    'instanceMemoryMB: 512',
  ),
  m('flex: a private network and polling are refused', main, '(isPrivate || uploadEvents', '(uploadEvents'),
  m('flex: a private network and polling are refused', main, "(isPrivate || uploadEvents != 'EventGrid')", 'isPrivate'),
  m(
    'flex: only there can an app have no instance that is always on',
    main,
    'premium && instances == 0',
    'premium && instances == -1',
  ),
  m(
    'flex: the one who deploys needs no role for the package, which the SCM site takes',
    main,
    'deployerUploads: premium && !keyed',
    'deployerUploads: !keyed',
  ),
  m(
    'flex: the deployment says how to publish',
    main,
    'output hosting string = host',
    "output hosting string = 'premium'",
  ),
  m('flex: the deployment says how to publish', main, "keyed || !premium ? ''", "keyed ? ''"),
  m(
    'flex: no alert waits for a probe that the plan does not have',
    'modules/alerts.bicep',
    "hosting == 'premium'",
    "hosting != ''",
  ),
  m(
    'small: nothing is billed by the hour but a small base price',
    main,
    "Capacity = 'serverless'",
    "Capacity = 'autoscale'",
  ),
  m(
    'gateway: a custom domain stays with every deployment, and has its certificate',
    main,
    'customDomain: domain',
    "customDomain: ''",
  ),
  m(
    'gateway: a custom domain stays with every deployment, and has its certificate',
    main,
    '!empty(customDomain) && empty(customDomainCertificate)',
    'false',
  ),
  m(
    'cosmos: each container has its own throughput if that is asked for',
    cosmos,
    "options: capacity == 'autoscalePerContainer'",
    "options: capacity == 'autoscale'",
  ),
  m(
    'cosmos: each container has its own throughput if that is asked for',
    cosmos,
    'containerThroughput[?definition.id] ?? (',
    '(',
  ),
  m(
    'cosmos: each container has its own throughput if that is asked for',
    cosmos,
    'quiet, definition.id) ? 1000',
    'quiet, definition.id) ? maxThroughput',
  ),
  m(
    'cosmos: a tag tells the next deployment how it is billed',
    cosmos,
    '{ capacity: capacity }',
    "{ capacity: 'serverless' }",
  ),
];
