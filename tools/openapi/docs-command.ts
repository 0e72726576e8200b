import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';

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
