const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (each) => entities[each] ?? each);

/**
 * Renders plain text with `code`, and blank lines and list dashes as in Markdown. The descriptions
 * use nothing else.
 */
export const proseHtml = (text: string): string =>
  text
    .split(/\n{2,}/)
    .map((block) => {
      const html = escapeHtml(block).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
      if (!html.startsWith('- ')) return `<p>${html}</p>`;
      const items = html.split(/^- /m).filter((item) => item !== '');
      return `<ul>${items.map((item) => `<li>${item.trim()}</li>`).join('')}</ul>`;
    })
    .join('');

export const preHtml = (value: unknown): string =>
  `<pre>${escapeHtml(typeof value === 'string' ? value : JSON.stringify(value, null, 2))}</pre>`;
