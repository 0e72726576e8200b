import { nameScript, scalarScript } from './scalar-script.ts';

/** Enough contrast for small grey text, and no box of code that only a mouse can scroll. */
const customCss = `.light-mode { --scalar-color-3: #646464; --scalar-color-green: #00734a; }
.dark-mode { --scalar-color-3: #a2a2a2; }
code.hljs, code.hljs * { white-space: pre-wrap !important; overflow-wrap: anywhere !important; }
code.hljs { overflow: visible !important; }`;

/**
 * Whatever would reach another host is off: fonts, telemetry, the request proxy, the hosted client,
 * AI chat. The policy of the page (get-docs.ts) would block it too.
 */
const configuration = {
  url: 'openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  documentDownloadType: 'json',
  authentication: { preferredSecurityScheme: 'bearer' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  customCss,
  orderSchemaPropertiesBy: 'preserve',
  orderRequiredPropertiesFirst: false,
} as const;

/** The guides have the laptop's default address. The page shows the one it was loaded from. */
const startScript = `const configuration = ${JSON.stringify(configuration)};
const show = (more) => Scalar.createApiReference('#reference', { ...configuration, ...more });
const read = async () => {
  const content = await (await fetch(configuration.url)).json();
  const address = new URL('.', location.href).href.replace(/[/]$/, '');
  content.info.description = content.info.description.replace(/^API=.*$/m, () => 'API=' + address);
  return { url: undefined, content };
};
read().then(show, () => show({}));
`;

/** Its addresses are relative, so it works under any path of a gateway. */
const page = (title: string, scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="reference"></div>
<noscript><p>This page needs JavaScript. The same is in <a href="openapi.json">openapi.json</a>.</p></noscript>
${scripts.map((name) => `<script src="docs/${name}"></script>`).join('\n')}
</body>
</html>
`;

/** The page of the API reference, and the script of ours that it needs besides Scalar's. */
export const referencePage = (title: string) => {
  const startName = nameScript('start', startScript);
  return { html: page(title, [scalarScript, startName]), startName, startScript };
};
