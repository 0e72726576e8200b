import type { Principal } from './ports/tokens.ts';

export const isStaff = ({ roles }: Principal): boolean => roles.includes('admin') || roles.includes('warehouse');
