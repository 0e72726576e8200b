import type { Account } from './account.ts';
import type { Container } from './container.ts';
import type { CosmosRequest, Route } from './cosmos-request.ts';
import type { StaleReads } from './replica.ts';

/** What it takes to answer a request about documents. */
export type DocumentContext = {
  account: Account;
  container: Container;
  request: CosmosRequest;
  route: Route;
  staleReads: StaleReads | undefined;
};
