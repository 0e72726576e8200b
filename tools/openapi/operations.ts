import { routes } from '../../src/functions/http/routes.ts';
import type { Operation } from './operation.ts';
import { administrationOperations } from './operations/administration.ts';
import { eventOperations } from './operations/events.ts';
import { imageOperations } from './operations/images.ts';
import { orderOperations } from './operations/orders.ts';
import { productOperations } from './operations/products.ts';
import { serviceOperations } from './operations/service.ts';
import { webhookOperations } from './operations/webhooks.ts';

export type OperationName = keyof typeof routes;

/** Every operation by the name of its function: one for each route. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  ...orderOperations,
  ...productOperations,
  ...imageOperations,
  ...webhookOperations,
  ...administrationOperations,
  ...eventOperations,
  ...serviceOperations,
};

const isOperation = (name: string): name is OperationName => name in routes;

export const operationNames: readonly OperationName[] = Object.keys(routes).filter(isOperation);
