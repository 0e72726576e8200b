import { ALLOWED_TYPES, MAX_BYTES } from '../../../cli/upload/upload.ts';
import { MAX_UPLOAD_BYTES, uploadTypes } from '../../../src/domain/image.ts';

test('the upload command and the API agree on what may be uploaded', () => {
  expect([ALLOWED_TYPES, MAX_BYTES]).toEqual([[...uploadTypes], MAX_UPLOAD_BYTES]);
});
