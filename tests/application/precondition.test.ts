import { checkPrecondition, type Precondition } from '../../src/application/precondition.ts';
import type { Etag } from '../../src/domain/etag.ts';
import { toEtag } from '../support/ids.ts';

const passes = (precondition: Precondition, etag: Etag | undefined): boolean => {
  try {
    checkPrecondition(precondition, etag);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'precondition_failed', message: expect.stringMatching(/\.$/) });
    return false;
  }
};

test.each<[string, Precondition, boolean, boolean, boolean]>([
  ['nothing', {}, true, true, true],
  ['If-Match: *', { ifMatch: '*' }, true, true, false],
  ['If-Match: "1", "2"', { ifMatch: [toEtag('"1"'), toEtag('"2"')] }, true, false, false],
  ['If-None-Match: *', { ifNoneMatch: '*' }, false, false, true],
  ['If-None-Match: "1"', { ifNoneMatch: [toEtag('"1"')] }, false, true, true],
  ['both', { ifMatch: [toEtag('"1"')], ifNoneMatch: [toEtag('"1"')] }, false, false, false],
])('%s passes at version "1": %j, at "3": %j, without any: %j', (_, precondition, ...expected) => {
  expect([toEtag('"1"'), toEtag('"3"'), undefined].map((etag) => passes(precondition, etag))).toEqual(expected);
});
