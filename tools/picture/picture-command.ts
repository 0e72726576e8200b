import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';

type Flags = { out: string };

/** Draws the picture of the README. Its libraries are heavy, so they are loaded only here. */
export const pictureCommand = (): Command =>
  new Command('picture')
    .description('Draw the picture of shop and console for the README, with Chromium.')
    .option('--out <file>', 'a WebP file', 'docs/shop-and-console.webp')
    .action(async ({ out }: Flags) => {
      const [{ startHearth }, { takePictures }, { joinPictures }] = await Promise.all([
        import('./start-hearth.ts'),
        import('./take-pictures.ts'),
        import('./join-pictures.ts'),
      ]);
      const hearth = await startHearth();
      try {
        const picture = await joinPictures(await takePictures(hearth));
        await writeFile(out, picture);
        process.stdout.write(`${out}: ${Math.ceil(picture.length / 1000)} KB\n`);
      } finally {
        await hearth.stop();
      }
    });
