type Answer = { status: number; body: unknown };

const read = async (response: Response): Promise<unknown> => {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return text;
  }
};

const describe = (body: unknown): string => {
  if (typeof body !== 'object' || body === null) return String(body ?? '');
  const {
    detail,
    error,
    errors,
  }: { detail?: unknown; error?: unknown; errors?: { pointer: string; message: string }[] } = body;
  const fields = (errors ?? []).map(({ pointer, message }) => `${pointer}: ${message}`);
  return [String(detail ?? error ?? ''), ...fields].join(' ');
};

const WAIT_MS = 60_000;

/** Asks the console's server. Throws an error for people unless the answer is 2xx. */
export const call = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> => {
  const response = await fetch(path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(WAIT_MS),
  });
  const answer = await read(response);
  if (!response.ok) throw new Error(`${response.status}: ${describe(answer) || response.statusText}`);
  return { status: response.status, body: answer };
};

/** One part of an answer, if it is text. */
export const textIn = (body: unknown, name: string): string => {
  if (typeof body !== 'object' || body === null) return '';
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : '';
};
