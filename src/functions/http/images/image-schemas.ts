import * as z from 'zod/mini';
import { MAX_UPLOAD_BYTES, uploadTypes } from '../../../domain/image.ts';
import { integer } from '../schemas.ts';

export const addImageBody = z.strictObject({
  contentType: z.enum(uploadTypes),
  bytes: integer(1, MAX_UPLOAD_BYTES),
});
