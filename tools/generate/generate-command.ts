import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { BOUNDARY_FILE, boundaryText } from '../boundaries/boundary-settings.ts';
import { logEventsPage } from '../log-events/log-events-page.ts';
import { metricsPage } from '../metrics/metrics-page.ts';

const OPENAPI_FILE = 'infra/apim/openapi.json';
const LOG_FILE = 'docs/log-events.md';
const METRICS_FILE = 'docs/metrics.md';

/** Throws if the document, or the gateway's version of it, is not valid OpenAPI. */
const validOpenapiText = async (): Promise<string> => {
  const { openapiDocument } = await import('../openapi/document.ts');
  const { gatewayDocument } = await import('../openapi/gateway-document.ts');
  const { validateDocument } = await import('../openapi/validate-document.ts');
  const forGateway = gatewayDocument();
  const problems = [...(await validateDocument(openapiDocument())), ...(await validateDocument(forGateway))];
  if (problems.length > 0) throw new Error(`The OpenAPI document is not valid:\n${problems.join('\n')}`);
  return `${JSON.stringify(forGateway, null, 2)}\n`;
};

const findStale = async (texts: ReadonlyMap<string, string>): Promise<string[]> => {
  const committed = await Promise.all([...texts.keys()].map((file) => readFile(file, 'utf8').catch(() => '')));
  return [...texts].filter(([, text], n) => text !== committed[n]).map(([file]) => file);
};

/** Writes the committed files that are made from code, or with `--check` compares them. */
export const generateCommand = (): Command =>
  new Command('generate')
    .description(
      `Write ${OPENAPI_FILE} from the schemas that check requests, ${BOUNDARY_FILE} for the linter, ${LOG_FILE}, and ${METRICS_FILE}.`,
    )
    .option('--check', 'write nothing, and fail if a file is not up to date', false)
    .action(async ({ check }: { check: boolean }) => {
      const texts = new Map([
        [OPENAPI_FILE, await validOpenapiText()],
        [BOUNDARY_FILE, boundaryText()],
        [LOG_FILE, logEventsPage()],
        [METRICS_FILE, metricsPage()],
      ]);
      const stale = await findStale(texts);
      if (check && stale.length > 0) throw new Error(`Not up to date: ${stale.join(', ')}. Run "npm run generate".`);
      for (const file of stale) await writeFile(file, texts.get(file) ?? '');
      for (const file of texts.keys())
        process.stdout.write(`${file}: ${stale.includes(file) ? 'written' : 'up to date'}\n`);
    });
