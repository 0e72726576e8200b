import type { ApiRequest } from './api.ts';

/** The `{id}` of the route. */
export const routeId = ({ params }: Pick<ApiRequest, 'params'>): string => params.id ?? '';
