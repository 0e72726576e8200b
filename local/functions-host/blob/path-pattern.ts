export type PathPattern = {
  container: string;
  /** Every matching name starts with this. */
  prefix: string;
  /** The placeholders' values; undefined if the name does not match. */
  match: (blobName: string) => Record<string, string> | undefined;
};

const escapeLiteral = (literal: string): string => literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** Splits a template into literals and `{placeholders}`. A doubled brace is a literal brace. */
const tokens = (template: string): { text: string; isPlaceholder: boolean }[] =>
  [...template.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g)].map(([text, name]) => {
    if (name !== undefined) return { text: name, isPlaceholder: true };
    return { text: text === '{{' || text === '}}' ? text.slice(1) : text, isPlaceholder: false };
  });

/**
 * Reads `container/pattern`. As on the host, `{name}` takes all it can, slashes included, or
 * nothing. No pattern matches every blob. Undefined, with a problem added, if the path is invalid.
 */
export const parsePathPattern = (path: string, problems: string[]): PathPattern | undefined => {
  const slash = path.indexOf('/');
  const container = slash < 0 ? path : path.slice(0, slash);
  const template = slash < 0 ? undefined : path.slice(slash + 1);
  if (!/^(?:\$root|\$web|\$logs|[a-z0-9](?:-?[a-z0-9]){2,62})$/.test(container)) {
    problems.push(`the path "${path}" does not begin with the name of a container`);
    return undefined;
  }
  if (template === undefined) return { container, prefix: '', match: () => ({}) };

  const parts = tokens(template);
  const names = parts.filter(({ isPlaceholder }) => isPlaceholder).map(({ text }) => text);
  const bad = names.find((name) => !/^[A-Za-z_]\w*$/.test(name));
  const literals = parts.filter(({ isPlaceholder }) => !isPlaceholder).map(({ text }) => text);
  if (template === '' || bad !== undefined || new Set(names).size < names.length || hasUnmatchedBrace(template)) {
    problems.push(`the path "${path}" is not a container and a pattern such as uploads/{name}`);
    return undefined;
  }
  const source = parts.map(({ text, isPlaceholder }) => (isPlaceholder ? '(.*)' : escapeLiteral(text))).join('');
  const expression = new RegExp(`^${source}$`, 's');
  return {
    container,
    prefix: parts[0]?.isPlaceholder === false ? (literals[0] ?? '') : '',
    match: (blobName) => {
      const found = expression.exec(blobName);
      return found === null
        ? undefined
        : Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']));
    },
  };
};

const hasUnmatchedBrace = (template: string): boolean =>
  /[{}]/.test(template.replaceAll(/\{\{|\}\}/g, '').replaceAll(/\{[^{}]*\}/g, ''));
