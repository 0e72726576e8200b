import type { Mutation } from './mutation.ts';
import { accessMutations } from './mutations/access.ts';
import { alertQueryMutations } from './mutations/alert-queries.ts';
import { alertMutations } from './mutations/alerts.ts';
import { costMutations } from './mutations/costs.ts';
import { expressionMutations } from './mutations/expressions.ts';
import { gatewayMutations } from './mutations/gateway.ts';
import { hostingMutations } from './mutations/hosting.ts';
import { networkMutations } from './mutations/network.ts';
import { policyMutations } from './mutations/policies.ts';
import { queryMutations } from './mutations/queries.ts';
import { serviceMutations } from './mutations/services.ts';
import { settingMutations } from './mutations/settings.ts';
import { signInMutations } from './mutations/sign-in.ts';
import { workbookMutations } from './mutations/workbook.ts';
import { workflowMutations } from './mutations/workflows.ts';

export const allMutations: readonly Mutation[] = [
  ...settingMutations,
  ...signInMutations,
  ...serviceMutations,
  ...hostingMutations,
  ...costMutations,
  ...accessMutations,
  ...networkMutations,
  ...gatewayMutations,
  ...policyMutations,
  ...expressionMutations,
  ...alertMutations,
  ...alertQueryMutations,
  ...workbookMutations,
  ...queryMutations,
  ...workflowMutations,
];
