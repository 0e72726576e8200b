import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { Command } from 'commander';

/** Writes what the app serves: the document without white space, the page and its scripts. */
export const docsCommand = (): Command =>
  new Command('docs')
    .description('Write openapi.json, docs.html and its scripts for the app to serve.')
    .requiredOption('--out <dir>', 'folder of the built app')
    .action(async ({ out }: { out: string }) => {
      const { openapiDocument } = await import('./document.ts');
      const { referencePage } = await import('./reference/reference-page.ts');
      const { SCALAR_FILE, scalarScript } = await import('./reference/scalar-script.ts');
      const document = openapiDocument();
      const { html, startName, startScript } = referencePage(`${document.info.title} API`);
      const scripts = join(out, 'docs');
      await rm(scripts, { recursive: true, force: true });
      await mkdir(scripts);
      await copyFile(SCALAR_FILE, join(scripts, `${scalarScript}.br`));
      await writeFile(join(scripts, `${startName}.br`), brotliCompressSync(startScript));
      await writeFile(join(out, 'openapi.json'), JSON.stringify(document));
      await writeFile(join(out, 'docs.html'), html);
    });
