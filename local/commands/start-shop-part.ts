import type { Shop } from '../shop/start-shop.ts';
import { nameTakenPort } from './name-taken-port.ts';
import type { Part } from './parts.ts';

export type ShopPart = Part & Shop;

/** Relative to the folder of the program, like the definitions of queues and containers. */
const PAGE = 'dist/shop';

/** Starts before the app, which has to know its address, and answers once it is opened. */
export const startShopPart = (port: number, { urls }: Required<Pick<Part, 'urls'>>): Promise<ShopPart> =>
  nameTakenPort('shop', { '--shop-port': port }, async () => {
    const { startShop } = await import('../shop/start-shop.ts');
    const shop = await startShop({ port, page: PAGE, issuer: urls.issuer ?? '' });
    return { ...shop, addresses: [['Shop', shop.url]], settings: {} };
  });
