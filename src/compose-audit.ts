import type { Database } from '@azure/cosmos';
import type { AuditedWork, AuditPlan } from './application/audit/audit-plan.ts';
import type { AuditPlans } from './application/audit/audit-plans.ts';
import type { Capabilities } from './application/capabilities.ts';
import { isStaff } from './application/is-staff.ts';
import { type Lazily, lazy } from './lazy.ts';
import { asUseCase, loadedUseCase, type UseCase } from './use-case.ts';

type Services = Lazily<
  { database: Database } & Pick<Capabilities, 'orders' | 'products' | 'stock' | 'webhookEndpoints' | 'deliveries'>
>;

type Basics = Pick<Capabilities, 'clock' | 'log' | 'entropy' | 'findCaller' | 'findRequestId'>;

const keepNothing = async (): Promise<void> => {};

/** The audit trail. Its code is loaded on the first write by staff; customers do not wait. */
export const composeAudit = (services: Services, basics: Basics, retentionDays: number) => {
  const reads = lazy(async () => {
    const { cosmosAudit } = await import('./adapters/cosmos/cosmos-audit.ts');
    return { audit: cosmosAudit((await services.database()).container('audit'), retentionDays) };
  });

  const trail = lazy(async () => {
    const [{ withAudit }, { auditPlans }] = await Promise.all([
      import('./application/audit/with-audit.ts'),
      import('./application/audit/audit-plans.ts'),
    ]);
    const plans = auditPlans({
      orders: await services.orders(),
      products: await services.products(),
      stock: await services.stock(),
      webhookEndpoints: await services.webhookEndpoints(),
      deliveries: await services.deliveries(),
    });
    return { plans, wrap: withAudit({ ...basics, ...(await reads()) }) };
  });

  /** Every call by staff leaves an entry in the audit trail. */
  const audited = <Command, Result>(
    choose: (plans: AuditPlans) => AuditPlan<Command, Result>,
    work: AuditedWork<Command, Result> & { prepare: () => Promise<void> },
  ): UseCase<[Command], Result> => {
    const create = lazy(async () => {
      const { plans, wrap } = await trail();
      return wrap(choose(plans), work);
    });
    const call = async (command: Command): Promise<Result> => {
      const caller = basics.findCaller();
      if (caller !== undefined && !isStaff(caller)) return work(command, keepNothing);
      return (await create())(command);
    };
    return asUseCase(call, () => work.prepare());
  };

  const load = async () => (await import('./application/audit/list-audit.ts')).listAudit;
  return { audited, listAudit: loadedUseCase(load, reads) };
};

export type Audited = ReturnType<typeof composeAudit>['audited'];
