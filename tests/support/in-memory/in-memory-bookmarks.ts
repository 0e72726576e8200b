import type { Bookmarks } from '../../../src/application/ports/bookmarks.ts';
import { inMemoryVersions } from './in-memory-versions.ts';

export const inMemoryBookmarks = (): Bookmarks => inMemoryVersions<string, string>();
