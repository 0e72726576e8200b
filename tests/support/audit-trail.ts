import { auditPlans } from '../../src/application/audit/audit-plans.ts';
import { withAudit } from '../../src/application/audit/with-audit.ts';
import type { Capabilities } from '../../src/application/capabilities.ts';
import { invocationCaller, invocationRequestId } from '../../src/functions/invocation.ts';

type Deps = Pick<
  Capabilities,
  'audit' | 'clock' | 'entropy' | 'log' | 'orders' | 'products' | 'stock' | 'webhookEndpoints' | 'deliveries'
>;

/** Puts writes by staff on record, as the composition does. */
export const auditTrail = (deps: Deps) => ({
  audited: withAudit({ ...deps, findCaller: invocationCaller, findRequestId: invocationRequestId }),
  plans: auditPlans(deps),
});
