import type { Rule } from './estate.ts';
import { accessRules } from './rules/access.ts';
import { alertQueryRules } from './rules/alert-queries.ts';
import { alertRules } from './rules/alerts.ts';
import { costRules } from './rules/costs.ts';
import { expressionRules } from './rules/expressions.ts';
import { gatewayRules } from './rules/gateway.ts';
import { hostingRules } from './rules/hosting.ts';
import { networkRules } from './rules/network.ts';
import { policyRules } from './rules/policies.ts';
import { queryRules } from './rules/queries.ts';
import { serviceRules } from './rules/services.ts';
import { settingRules } from './rules/settings.ts';
import { signInRules } from './rules/sign-in.ts';
import { workbookRules } from './rules/workbook.ts';
import { workflowRules } from './rules/workflows.ts';

export const allRules: readonly Rule[] = [
  ...settingRules,
  ...signInRules,
  ...serviceRules,
  ...hostingRules,
  ...costRules,
  ...accessRules,
  ...networkRules,
  ...gatewayRules,
  ...policyRules,
  ...expressionRules,
  ...alertRules,
  ...alertQueryRules,
  ...workbookRules,
  ...queryRules,
  ...workflowRules,
];
