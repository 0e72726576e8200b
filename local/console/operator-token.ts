import { z } from 'zod';

type Options = { issuer: string; audience: string };

const SUBJECT = 'console';
const ROLES = 'admin warehouse';
const WAIT_MS = 5_000;
const MARGIN_MS = 60_000;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * Gives a token of the local issuer with the roles of staff, good for at least another minute.
 * Requests at the same time share one; a failed one is not kept.
 */
export const operatorToken = ({ issuer, audience }: Options): (() => Promise<string>) => {
  let kept: { goodUntil: number; value: Promise<string> } | undefined;

  const request = async (): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', sub: SUBJECT, roles: ROLES, aud: audience });
    const response = await fetch(`${issuer}/token`, { method: 'POST', body, signal: AbortSignal.timeout(WAIT_MS) });
    if (!response.ok) throw new Error(`The token issuer answered ${response.status}.`);
    const { access_token: value, expires_in: seconds } = tokenAnswer.parse(await response.json());
    if (kept) kept.goodUntil = Date.now() + seconds * 1000 - MARGIN_MS;
    return value;
  };

  return () => {
    if (kept !== undefined && Date.now() < kept.goodUntil) return kept.value;
    const asked = { goodUntil: Date.now() + WAIT_MS, value: Promise.resolve('') };
    kept = asked;
    asked.value = request();
    asked.value.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return asked.value;
  };
};
