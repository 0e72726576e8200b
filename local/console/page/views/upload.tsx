import { useId, useRef, useState } from 'preact/hooks';
import type { Product } from '../../shapes.ts';
import { notify, notifyFailure } from '../notices.ts';
import { uploadImage } from '../upload-image.ts';

/** Takes a dropped or chosen file as a new image of the product. */
export const Upload = ({ product }: { product: Product }) => {
  const [share, setShare] = useState<number | undefined>();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const upload = async (file: File | undefined): Promise<void> => {
    if (file === undefined || share !== undefined) return;
    setShare(0);
    try {
      await uploadImage(product.id, file, setShare);
      notify(`${file.name} was uploaded. Below, its card shows whether it can be used.`);
    } catch (error) {
      notifyFailure(error);
    } finally {
      setShare(undefined);
      if (input.current) input.current.value = '';
    }
  };
  return (
    <fieldset
      class={isOver ? 'drop over' : 'drop'}
      aria-label={`A new image of ${product.name}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void upload(event.dataTransfer?.files[0]);
      }}
    >
      {share === undefined ? (
        <p>
          Drop an image here, or{' '}
          <label class="choose" for={id}>
            choose a file<span class="unseen"> for {product.name}</span>
            <input
              ref={input}
              id={id}
              class="unseen"
              type="file"
              accept="image/jpeg,image/png,image/webp"
              onChange={(event) => void upload(event.currentTarget.files?.[0])}
            />
          </label>
        </p>
      ) : (
        <label>
          Uploading
          <progress max={1} value={share} />
        </label>
      )}
    </fieldset>
  );
};
