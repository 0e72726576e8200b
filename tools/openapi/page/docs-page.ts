import type { Document } from '../document-shape.ts';
import { escapeHtml, proseHtml } from './html.ts';
import { operationHtml } from './operation-html.ts';
import { schemaHtml } from './schema-html.ts';

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:.9em ui-monospace,monospace}pre{padding:.75rem;overflow:auto;background:#8881;border-radius:4px;max-height:24rem}
details{border:1px solid #8884;border-radius:4px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}summary b{display:inline-block;min-width:4.5em}
table{border-collapse:collapse;width:100%}td{border-top:1px solid #8883;padding:.3rem .6rem .3rem 0;vertical-align:top}td p{margin:.2rem 0}
.dim,i{opacity:.65;font-style:normal;font-size:.9em}.get{color:#087}.post{color:#06c}.put{color:#a50}.delete{color:#c22}`;

const sectionHtml = (document: Document, tag: string, description: string): string => {
  const base = document.servers[0]?.url ?? '';
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method, operation]) => method !== 'head' && operation.tags.includes(tag))
      .map(([method, operation]) => operationHtml(method, `${base}${path}`, operation, document)),
  );
  return `<h2>${escapeHtml(tag)}</h2>${proseHtml(description)}${operations.join('\n')}`;
};

/** The document as one page that needs nothing else: no script, no font, no other file. */
export const docsPage = (document: Document): string => {
  const { info, tags, components } = document;
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${name}"><summary><code>${name}</code></summary>${schemaHtml(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(info.title)} API</title>
<style>${style}</style></head><body>
<h1>${escapeHtml(info.title)} API</h1>
<p>For programs: <a href="openapi.json">openapi.json</a> (OpenAPI ${escapeHtml(document.openapi)}).</p>
${proseHtml(info.description)}
${tags.map(({ name, description }) => sectionHtml(document, name, description)).join('\n')}
<h2>Schemas</h2>
${schemas.join('\n')}
</body></html>
`;
};
