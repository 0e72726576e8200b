import { existsSync, readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => place !== undefined && existsSync(place));

const MISSING = 'Chromium is not installed. Install it (apt-get install chromium) or set CHROMIUM to its path.';

let told = false;

/** Like `test`, but left out, and said so once, where no Chromium is. In CI it then fails. */
export const browserTest = (name: string, body: () => Promise<void>, timeoutMs?: number): void => {
  if (executablePath !== undefined || process.env.CI) {
    test(name, body, timeoutMs);
    return;
  }
  if (!told) process.stderr.write(`Browser tests are left out. ${MISSING}\n`);
  told = true;
  test.todo(name);
};

/** Whether there is a browser, or has to be one. */
export const hasBrowser = executablePath !== undefined || process.env.CI !== undefined;

/** The distribution's own browser, without a window. */
export const startBrowser = (): Promise<Browser> => {
  if (executablePath === undefined) throw new Error(MISSING);
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
};

/** Errors in the console of the browser, such as what its content security policy forbids. */
export const collectErrors = (page: Page): string[] => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
};

type Violations = { violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] };

/** Each violation of accessibility rules, or of some of them, with its first place. */
export const findViolations = async (page: Page, ...rules: readonly string[]): Promise<string[]> => {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe);
  const options = rules.length === 0 ? {} : { runOnly: rules };
  const { violations } = await page.evaluate<Violations>(`axe.run(${JSON.stringify(options)})`);
  return violations.map(({ id, nodes: [first] }) => `${id}: ${first?.target.join(' ')} ${first?.failureSummary}`);
};

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1440, 390].map((width) => ({ colorScheme, width })),
);

/**
 * What is wrong with the page as it is now: in light and dark, on a wide and on a narrow screen. In
 * the dark only colours are other ones.
 */
export const inspectLooks = async (page: Page): Promise<string[]> => {
  const problems: string[] = [];
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const look = `${colorScheme}, ${width} px`;
    const rules = colorScheme === 'dark' ? ['color-contrast'] : [];
    problems.push(...(await findViolations(page, ...rules)).map((violation) => `${look}: ${violation}`));
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (excess > 0) problems.push(`${look}: scrolls sideways by ${excess} px`);
  }
  return problems;
};
