import type { Capabilities } from '../capabilities.ts';
import { visibleOrder } from './load-visible-order.ts';

type Deps = Pick<Capabilities, 'orders'>;

export const getOrder = (deps: Deps) => visibleOrder(deps);
