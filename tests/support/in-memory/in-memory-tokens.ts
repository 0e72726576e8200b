import { randomUUID } from 'node:crypto';
import type { Principal, Tokens } from '../../../src/application/ports/tokens.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { toCustomerId } from '../ids.ts';

export type InMemoryTokens = Tokens & { issue(customerId: string, ...roles: string[]): string };

export const inMemoryTokens = (): InMemoryTokens => {
  const principals = new Map<string, Principal>();
  return {
    verify: async (token) => {
      const principal = principals.get(token);
      if (!principal) throw new DomainError('unauthorized', 'The token is not good.');
      return structuredClone(principal);
    },
    issue: (customerId, ...roles) => {
      const token = randomUUID();
      principals.set(token, { customerId: toCustomerId(customerId), roles });
      return token;
    },
  };
};
