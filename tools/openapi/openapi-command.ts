import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';

const COMMITTED = 'infra/apim/openapi.json';

/** Writes the document, or with `--check` compares it. Never writes an invalid document. */
export const openapiCommand = (): Command =>
  new Command('openapi')
    .description(`Write ${COMMITTED}: the OpenAPI document of the routes, from the schemas that check requests.`)
    .option('--check', 'write nothing, and fail if the file is not up to date', false)
    .action(async ({ check }: { check: boolean }) => {
      const { openapiDocument, openapiText } = await import('./document.ts');
      const { validateDocument } = await import('./validate-document.ts');
      const problems = await validateDocument(openapiDocument());
      if (problems.length > 0) throw new Error(`The document is not valid:\n${problems.join('\n')}`);
      const text = openapiText();
      const present = await readFile(COMMITTED, 'utf8').catch(() => '');
      const operations = Object.values(openapiDocument().paths).flatMap((item) => Object.keys(item)).length;
      const summary = `${COMMITTED}: ${operations} operations, ${Buffer.byteLength(text)} bytes, valid OpenAPI 3.1`;
      if (check && present !== text) throw new Error(`${COMMITTED} is not up to date: run "npm run openapi".`);
      if (!check && present !== text) await writeFile(COMMITTED, text);
      process.stdout.write(`${summary}${present === text ? ', up to date' : ', written'}\n`);
    });

/** Writes the files that the app serves: the document without white space, and the page. */
export const docsCommand = (): Command =>
  new Command('docs')
    .description('Write openapi.json and docs.html for the app to serve.')
    .requiredOption('--out <dir>', 'folder of the built app')
    .action(async ({ out }: { out: string }) => {
      const { openapiDocument } = await import('./document.ts');
      const { docsPage } = await import('./page/docs-page.ts');
      const document = openapiDocument();
      await writeFile(join(out, 'openapi.json'), JSON.stringify(document));
      await writeFile(join(out, 'docs.html'), docsPage(document));
    });
