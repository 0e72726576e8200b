type WithLanes<A> = { readonly lanes: readonly (readonly A[])[] };

/** The plan without one of its lanes, or without one of its actions. */
export const smallerLanes = function* <A, P extends WithLanes<A>>(plan: P): Generator<P> {
  for (const n of plan.lanes.keys()) yield { ...plan, lanes: plan.lanes.filter((_, other) => other !== n) };
  for (const [n, lane] of plan.lanes.entries()) {
    for (const at of lane.keys()) {
      const shorter = lane.filter((_, other) => other !== at);
      yield { ...plan, lanes: plan.lanes.map((present, other) => (other === n ? shorter : present)) };
    }
  }
};
