export type StreamEvent = { id: string | undefined; data: string };

const readBlock = (block: string): StreamEvent | undefined => {
  const values = (name: string): string[] =>
    block
      .split('\n')
      .flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).replace(/^ /, '')] : []));
  const data = values('data').join('\n');
  return data === '' ? undefined : { id: values('id').at(-1), data };
};

/** The server-sent events of an answer, each once it is complete. */
export const readEvents = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = readBlock(block);
      if (event !== undefined) yield event;
    }
  }
};
