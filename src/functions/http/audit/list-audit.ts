import type { ListAuditQuery } from '../../../application/audit/list-audit.ts';
import type { Page } from '../../../application/cursor.ts';
import type { AuditEntry } from '../../../domain/audit-entry.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { listAuditQuery } from './audit-schemas.ts';

type Deps = { listAudit: (query: ListAuditQuery) => Promise<Page<AuditEntry>> };

export const listAuditEndpoint = ({ listAudit }: Deps): Endpoint =>
  signedIn(
    async (request) => presentPage(request, await listAudit(parseQuery(listAuditQuery, request)), (entry) => entry),
    { roles: ['admin'] },
  );
