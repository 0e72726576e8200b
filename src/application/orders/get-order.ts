import type { Capabilities } from '../capabilities.ts';
import { visibleOrder } from './visible-order.ts';

type Deps = Pick<Capabilities, 'orders'>;

export const getOrder = (deps: Deps) => visibleOrder(deps);
