import { BASE_PATH } from '../../../application/base-path.ts';
import type { AddedImage, AddImageCommand } from '../../../application/images/add-image.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeProductId } from '../route-id.ts';
import { parseBody } from '../validate.ts';
import { addImageBody } from './image-schemas.ts';

type Deps = { addImage: (command: AddImageCommand) => Promise<AddedImage> };

export const addImageEndpoint = ({ addImage }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const { contentType } = parseBody(addImageBody, request);
      const productId = routeProductId(request);
      const { imageId, url, expiresAt } = await addImage({ productId, precondition: readPrecondition(request) });
      const headers = { 'content-type': contentType, 'x-ms-blob-type': 'BlockBlob' };
      return {
        status: 201,
        body: { id: imageId, upload: { method: 'PUT', url, headers, expiresAt } },
        headers: { location: `${BASE_PATH}/products/${productId}/images/${imageId}`, 'cache-control': 'no-store' },
      };
    },
    { roles: ['admin'], body: 'required' },
  );
