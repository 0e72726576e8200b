import type { Route } from './cosmos-request.ts';
import type { DocumentCounts, Reply } from './reply.ts';

/** One answered request. The charge comes from the model in charge.ts. */
export type AnsweredRequest = DocumentCounts & {
  operation: Route['operation'];
  container: string | undefined;
  status: number;
  charge: number;
};

const noDocuments: DocumentCounts = { read: 0, written: 0, returned: 0 };

export const toAnswered = ({ operation, container }: Route, reply: Reply): AnsweredRequest => {
  const charge = Number(reply.headers['x-ms-request-charge'] ?? 0);
  return { operation, container, status: reply.status, charge, ...(reply.documents ?? noDocuments) };
};
