export type TokenRequest = { issuer: string; sub: string; roles: readonly string[]; ttl: number; audience?: string };

const accessToken = (answer: unknown): string | undefined => {
  const token =
    typeof answer === 'object' && answer !== null && 'access_token' in answer ? answer.access_token : undefined;
  return typeof token === 'string' ? token : undefined;
};

/** A signed token from a running issuer. Rejects with a message that says how to start one when none answers. */
export const requestToken = async ({ issuer, sub, roles, ttl, audience }: TokenRequest): Promise<string> => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', sub, ttl: String(ttl) });
  if (audience !== undefined) form.set('aud', audience);
  if (roles.length > 0) form.set('roles', roles.join(' '));
  let response: Response;
  try {
    response = await fetch(`${issuer.replace(/\/$/, '')}/token`, {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(5000),
    });
  } catch {
    throw new Error(
      `No issuer answers at ${issuer}. Start everything with "npm start", or only the issuer with "npx hearth local identity". Name one elsewhere with --issuer.`,
    );
  }
  const token = accessToken(await response.json().catch(() => undefined));
  if (token === undefined) throw new Error(`${issuer} gave no token: status ${response.status}.`);
  return token;
};
