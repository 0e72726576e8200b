import { onHand, type StockLevel } from '../../../domain/stock.ts';

export const presentLevel = (level: StockLevel) => {
  const { available, held, received, shipped } = level;
  return { onHand: onHand(level), available, held, received, shipped };
};
