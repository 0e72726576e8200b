type Variables = ReadonlyMap<string, string>;

export type CurlRequest = { method: string; url: string; headers: Headers; body?: string };

/** The words of a shell command, with quotes and variables as a shell reads them. */
const wordsOf = (command: string, variables: Variables): string[] => {
  const expand = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (_, name: string) => {
      const value = variables.get(name);
      if (value === undefined) throw new Error(`Nothing sets $${name}.`);
      return value;
    });
  const words = command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...words].map(([word]) =>
    [...word.matchAll(/'([^']*)'|"([^"]*)"|([^'"]+)/g)]
      .map(([, single, double, bare]) => single ?? expand(double ?? bare ?? ''))
      .join(''),
  );
};

/** The request that `curl` would send, for the options that our guides use. */
export const parseCurl = (command: string, variables: Variables): CurlRequest => {
  const [program, ...words] = wordsOf(command, variables);
  if (program !== 'curl') throw new Error(`No curl: ${command}`);
  const headers = new Headers();
  let url = '';
  let body: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '-i') continue;
    if (word === '-H') {
      const [name = '', value = ''] = (words[++at] ?? '').split(/: (.*)/s);
      headers.set(name, value);
    } else if (word === '-d') body = words[++at];
    else if (word.startsWith('-')) throw new Error(`An option that this reader does not know: ${word}`);
    else url = word;
  }
  return { method: body === undefined ? 'GET' : 'POST', url, headers, ...(body !== undefined && { body }) };
};

/** The lines of the shell blocks in a text, with continued lines and quoted line breaks joined. */
export const shellLinesIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
    [...block.replaceAll('\\\n', ' ').matchAll(/(?:'[^']*'|[^\n'])+/g)].map(([line]) => line.trim()),
  );
