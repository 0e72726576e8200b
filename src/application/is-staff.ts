import type { Principal } from './ports.ts';

export const isStaff = ({ roles }: Principal): boolean => roles.includes('admin') || roles.includes('warehouse');
