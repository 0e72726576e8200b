import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendAnswer } from './send-answer.ts';

/** Something that a browser can show. `url`: whole, or a path on this host. */
export type Page = { name: string; url: string };

export type StartPage = {
  /** Of the app's package.json. */
  title: string;
  description: string;
  pages: readonly Page[];
};

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escapeHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');

const ownPage: Page = { name: 'Functions of the app (JSON)', url: '/admin/functions' };

const note = 'Served by the functions host of the laptop cloud. In Azure, the host shows a page of its own here.';

const html = ({ title, description, pages }: StartPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(description)}</p>
<ul>
${[...pages, ownPage].map(({ name, url }) => `<li><a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`).join('\n')}
</ul>
<p><small>${note}</small></p>
</html>
`;

const plainText = ({ title, description, pages }: StartPage, baseUrl: string): string => {
  const rows = [...pages, ownPage];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const links = rows.map(({ name, url }) => `  ${name.padEnd(width)}  ${new URL(url, baseUrl).href}`);
  return [title, description, '', ...links, '', note, ''].join('\n');
};

/** Answers `GET /`: HTML for a browser, plain text for every other client. */
export const sendStartPage = (
  { headers }: IncomingMessage,
  response: ServerResponse,
  page: StartPage,
  baseUrl: string,
): void => {
  const isBrowser = /\btext\/html\b/.test(headers.accept ?? '');
  sendAnswer(response, {
    status: 200,
    headers: { 'content-type': `text/${isBrowser ? 'html' : 'plain'}; charset=utf-8`, vary: 'Accept' },
    cookies: [],
    body: Buffer.from(isBrowser ? html(page) : plainText(page, baseUrl)),
  });
};
