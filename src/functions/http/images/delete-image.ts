import type { DeleteImageCommand } from '../../../application/images/delete-image.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { readPrecondition } from '../conditional.ts';
import { routeImageKey } from '../route-id.ts';

type Deps = { deleteImage: (command: DeleteImageCommand) => Promise<void> };

export const deleteImageEndpoint = ({ deleteImage }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      await deleteImage({ ...routeImageKey(request), precondition: readPrecondition(request) });
      return { status: 204 };
    },
    { roles: ['admin'] },
  );
