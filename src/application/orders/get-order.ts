import type { Capabilities } from '../capabilities.ts';
import { loadVisibleOrder } from './load-visible-order.ts';

type Deps = Pick<Capabilities, 'orders'>;

export const getOrder = (deps: Deps) => loadVisibleOrder(deps);
