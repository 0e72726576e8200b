import { isStaff } from '../../../application/is-staff.ts';
import type { Principal } from '../../../application/ports/tokens.ts';
import type { Versioned } from '../../../application/ports/versioned.ts';
import type { Order } from '../../../domain/order.ts';
import type { ApiResponse } from '../api.ts';
import { presentOrder, presentOrderToStaff } from './present-order.ts';

/** Staff see more of every order, including their own. */
export const presentOrderTo = (principal: Principal): ((order: Order) => unknown) =>
  isStaff(principal) ? presentOrderToStaff : presentOrder;

export const orderResponse = (
  status: number,
  { value, etag }: Versioned<Order>,
  principal: Principal,
): ApiResponse => ({ status, etag, body: presentOrderTo(principal)(value) });
