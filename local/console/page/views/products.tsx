import { useId, useRef, useState } from 'preact/hooks';
import type { Image, Product, StockLevel } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatBytes, formatMoney } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { notify, notifyFailure } from '../notices.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';
import { uploadImage } from '../upload-image.ts';

type Row = Topics['products']['rows'][number];

const smallest = ({ variants }: Image) => variants.toSorted((one, other) => one.width - other.width)[0];

const Thumbnail = ({ product }: { product: Product }) => {
  const image = product.images.find(({ status }) => status === 'ready');
  const variant = image && smallest(image);
  if (variant === undefined) return <div class="thumbnail none">no image</div>;
  return <img class="thumbnail" src={variant.url} alt="" width={72} height={72} loading="lazy" />;
};

const Upload = ({ product }: { product: Product }) => {
  const [share, setShare] = useState<number | undefined>();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const upload = async (file: File | undefined): Promise<void> => {
    if (file === undefined || share !== undefined) return;
    setShare(0);
    try {
      await uploadImage(product.id, file, setShare);
      notify(`${file.name} was uploaded. Its sizes are being made.`);
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

const Stock = ({ product, stock }: { product: Product; stock: StockLevel | undefined }) => {
  const input = useRef<HTMLInputElement>(null);
  if (stock === undefined) return <p class="dim">Stock unknown</p>;
  const set = async (): Promise<string> => {
    const units = Number(input.current?.value);
    await call('POST', `/api/v1/products/${encodeURIComponent(product.id)}/stock`, { set: units });
    return `${product.name}: ${units} on hand.`;
  };
  return (
    <div class="stock">
      <span>
        <b>{stock.available}</b> available, {stock.held} held
      </span>
      <label>
        <span class="unseen">Units of {product.name} on hand</span>
        <input ref={input} type="number" min={0} step={1} defaultValue={String(stock.onHand)} key={stock.onHand} />
      </label>
      <Action about={`of ${product.name}`} run={set}>
        Set on hand
      </Action>
    </div>
  );
};

const ProductCard = ({ row: { product, stock } }: { row: Row }) => (
  <li class="card product">
    <Thumbnail product={product} />
    <div>
      <h2>
        <a href={linkTo('products', product.id)}>{product.name}</a>
      </h2>
      <p>
        {formatMoney(product.price.amount, product.price.currency)} <Badge text={product.availability} />
        {product.images.some(({ status }) => status === 'awaiting_upload') && (
          <Badge text="awaiting upload" tone="info" />
        )}
      </p>
      <Stock product={product} stock={stock} />
      <Upload product={product} />
    </div>
  </li>
);

const Variants = ({ image }: { image: Image }) => (
  <Table
    caption={`Sizes of image ${image.id}`}
    columns={['Size', 'Format', { name: 'Bytes', numeric: true }]}
    empty="No sizes yet."
  >
    {image.variants.map(({ width, height, format, bytes, url }) => (
      <tr key={`${width} ${format}`}>
        <td>
          <a href={url}>
            {width} × {height}
          </a>
        </td>
        <td>{format}</td>
        <td class="number">{formatBytes(bytes)}</td>
      </tr>
    ))}
  </Table>
);

const ImageCard = ({ product, image }: { product: Product; image: Image }) => {
  const shown = smallest(image);
  const widths = new Set(image.variants.map(({ width }) => width)).size;
  const remove = async (): Promise<string> => {
    await call('DELETE', `/api/v1/products/${encodeURIComponent(product.id)}/images/${image.id}`);
    return 'The image was deleted.';
  };
  return (
    <li class="card">
      <div class="card-head">
        <p>
          <Badge text={image.status} /> {image.reason}
          {widths > 0 && <span class="dim">{widths} sizes</span>}
        </p>
        <Action kind="danger" about={`image ${image.id}`} run={remove}>
          Delete
        </Action>
      </div>
      {shown !== undefined && <img src={shown.url} alt={`${product.name}, ${shown.width} pixels wide`} />}
      <Variants image={image} />
    </li>
  );
};

const OneProduct = ({ row: { product, stock } }: { row: Row }) => (
  <>
    <p>
      <a href={linkTo('products')}>All products</a>
    </p>
    <dl class="facts">
      <div>
        <dt>Id</dt>
        <dd class="code">{product.id}</dd>
      </div>
      <div>
        <dt>Price</dt>
        <dd>{formatMoney(product.price.amount, product.price.currency)}</dd>
      </div>
      <div>
        <dt>Availability</dt>
        <dd>
          <Badge text={product.availability} />
        </dd>
      </div>
      {stock !== undefined && (
        <div>
          <dt>Received and shipped</dt>
          <dd>
            {stock.received} and {stock.shipped}
          </dd>
        </div>
      )}
    </dl>
    <Stock product={product} stock={stock} />
    <Upload product={product} />
    <ul class="cards images">
      {product.images.map((image) => (
        <ImageCard key={image.id} product={product} image={image} />
      ))}
    </ul>
  </>
);

type Props = { live: Live<Topics['products']> | undefined; id: string | undefined };

export const ProductsView = ({ live, id }: Props) => {
  const found = live?.value;
  const one = id === undefined ? undefined : found?.rows.find(({ product }) => product.id === id);
  const isMissing = id !== undefined && found !== undefined && one === undefined;
  return (
    <View title={one?.product.name ?? 'Products'} problem={live?.problem}>
      {found === undefined && live?.problem === undefined && <Loading />}
      {isMissing && <p class="trouble">The product {id} is not for sale, or not among the first 100.</p>}
      {one !== undefined && <OneProduct row={one} />}
      {id === undefined && found !== undefined && (
        <>
          <ul class="products">
            {found.rows.map((row) => (
              <ProductCard key={row.product.id} row={row} />
            ))}
          </ul>
          {found.rows.length === 0 && <p class="dim empty">No products.</p>}
          {found.hasMore && <p class="dim">There are more than these.</p>}
        </>
      )}
    </View>
  );
};
