import { addImageBody } from '../../../src/functions/http/images/image-schemas.ts';
import { addedImage, image } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const imageOperations = {
  addImage: {
    tag: 'Images',
    summary: 'Ask where to upload a picture',
    description:
      'Send the picture to `upload.url` with `upload.method` and `upload.headers` within 15 minutes. JPEG, PNG or WebP, at most 20 MiB and 50 megapixels.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['productId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    body: { schema: addImageBody, examples: { photo: examples.addImage } },
    replies: {
      201: {
        description: 'The image awaits its upload.',
        content: json(addedImage, examples.addedImage),
        headers: ['Location'],
      },
    },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  getImage: {
    tag: 'Images',
    summary: 'Read what became of a picture',
    description: 'Staff see the images of products that are not sold, too.',
    access: 'identified',
    path: ['productId', 'imageId'],
    replies: { 200: { description: 'The image.', content: json(image, examples.image), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
  deleteImage: {
    tag: 'Images',
    summary: 'Remove a picture',
    access: 'signed-in',
    roles: ['admin'],
    path: ['productId', 'imageId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    replies: { 204: { description: 'It is gone.' } },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  getVariant: {
    tag: 'Images',
    summary: 'Fetch a picture in a size for the web',
    description: 'Never changes under its address: it may be kept for a year, by anyone.',
    access: 'anyone',
    path: ['productId', 'imageId', 'width'],
    headers: ['acceptImage'],
    replies: {
      200: {
        description: 'The picture.',
        content: { 'image/webp': 'bytes', 'image/jpeg': 'bytes' },
        headers: ['ETag', 'Cache-Control', 'Vary'],
      },
    },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Operation>;
