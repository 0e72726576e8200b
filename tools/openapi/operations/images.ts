import { addImageBody } from '../../../src/functions/http/images/image-schemas.ts';
import { addedImage, image } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const imageOperations = {
  addImage: {
    tag: 'Images',
    summary: 'Add an image and get its upload URL',
    description:
      'Send the file to `upload.url` with `upload.method` and `upload.headers` within 15 minutes. It must be JPEG, PNG or WebP, with at most 20 MiB and 50 megapixels.',
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
    summary: 'Read the status of an image',
    description: 'Staff also see the images of products that are not for sale.',
    access: 'identified',
    path: ['productId', 'imageId'],
    replies: { 200: { description: 'The image.', content: json(image, examples.image), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
  deleteImage: {
    tag: 'Images',
    summary: 'Delete an image',
    description: 'Its files are removed too. Caches may still have them.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['productId', 'imageId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    replies: { 204: { description: 'The image was deleted.' } },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  getVariant: {
    tag: 'Images',
    summary: 'Fetch an image in a size for the web',
    description: 'An image never changes under its URL. Anyone may cache it for a year.',
    access: 'anyone',
    path: ['productId', 'imageId', 'width'],
    headers: ['acceptImage'],
    replies: {
      200: {
        description: 'The image.',
        content: { 'image/webp': 'bytes', 'image/jpeg': 'bytes' },
        headers: ['ETag', 'Cache-Control', 'Vary'],
      },
    },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Operation>;
