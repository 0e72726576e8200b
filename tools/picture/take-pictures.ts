import { chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** Two views of one size in pixels, 1290 x 1170. */
const SHOP_VIEW = { viewport: { width: 1075, height: 975 }, deviceScaleFactor: 1.2 };
const CONSOLE_VIEW = { viewport: { width: 860, height: 780 }, deviceScaleFactor: 1.5 };

const addToCart = (page: Page, product: string): Promise<void> =>
  page.getByRole('button', { name: `Add ${product} to cart` }).click();

const placeOrder = async (page: Page): Promise<void> => {
  await addToCart(page, 'Enamel kettle');
  await addToCart(page, 'Stoneware mug');
  await page.getByRole('link', { name: 'Cart (2)' }).click();
  await page.getByRole('button', { name: /Place order · €[1-9]/ }).click();
  await page.getByText('Confirmed.').waitFor();
};

/** Orders something, then shows the shop, and the order in the console. Gives two PNG files. */
export const takePictures = async (hearth: { shop: string; console: string }): Promise<Buffer[]> => {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const shop = await browser.newPage(SHOP_VIEW);
    await shop.goto(hearth.shop);
    await placeOrder(shop);
    await shop.goto(`${hearth.shop}/#/`);
    // The images of all twelve products are uploaded while Hearth is running already.
    await shop.locator('.grid img').nth(11).waitFor();
    await shop.waitForLoadState('networkidle');

    const page = await browser.newPage(CONSOLE_VIEW);
    await page.goto(`${hearth.console}/#/orders`);
    await page.getByRole('main').getByRole('table').getByRole('link').first().click();
    await page.getByText('order.confirmed').waitFor();
    return [await shop.screenshot(), await page.screenshot()];
  } finally {
    await browser.close();
  }
};
