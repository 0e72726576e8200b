import type { Image, Product } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatBytes, formatMoney } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { AskFirst } from '../parts/ask-first.tsx';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { countImages, findMainImage, findSmallest } from '../product-images.ts';
import { linkTo } from '../route.ts';
import { Stock, StockProblem } from './stock.tsx';
import { Upload } from './upload.tsx';

type OneProduct = Topics['product'];

const Variants = ({ image }: { image: Image }) => (
  <Table
    caption={`Sizes of image ${image.id}`}
    columns={['Size', 'Format', { name: 'Bytes', numeric: true }]}
    empty="No sizes yet."
  >
    {image.variants.map(({ width, height, format, bytes, url }) => (
      <Row key={`${width} ${format}`}>
        <Cell>
          <a href={url}>
            {width} × {height}
          </a>
        </Cell>
        <Cell>{format}</Cell>
        <Cell class="number">{formatBytes(bytes)}</Cell>
      </Row>
    ))}
  </Table>
);

const ImageCard = ({ product, image }: { product: Product; image: Image }) => {
  const isMain = findMainImage(product)?.id === image.id;
  const shown = findSmallest(image);
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
          {isMain && <Badge text="shown first" tone="info" />}
          {widths > 0 && <span class="dim">{widths} sizes</span>}
        </p>
        <AskFirst
          kind="danger"
          about={`image ${image.id}`}
          question={`Delete this image of ${product.name}?`}
          consequence="The shop no longer shows it, and its files are removed. This cannot be undone."
          yes="Delete it"
          no="Keep it"
          run={remove}
        >
          Delete
        </AskFirst>
      </div>
      {shown !== undefined && <img src={shown.url} alt={`${product.name}, ${shown.width} pixels wide`} />}
      <Variants image={image} />
    </li>
  );
};

const Images = ({ product }: { product: Product }) => (
  <section aria-labelledby="images">
    <h2 id="images">{countImages(product)}</h2>
    {product.images.length > 1 && (
      <p class="dim">
        The shop shows the first image that is ready. Images are in the order in which they were added. To show another
        one first, delete those before it.
      </p>
    )}
    <ul class="cards images">
      {product.images.map((image) => (
        <ImageCard key={image.id} product={product} image={image} />
      ))}
    </ul>
  </section>
);

const Facts = ({ product, stock }: OneProduct) => (
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
          {stock.level.received} and {stock.level.shipped}
        </dd>
      </div>
    )}
  </dl>
);

export const ProductView = ({ live }: { live: Live<OneProduct> | undefined }) => {
  const found = live?.value;
  return (
    <View title={found?.product.name ?? 'Product'} live={live}>
      <p>
        <a href={linkTo('products')}>All products</a>
      </p>
      {found === undefined ? (
        live?.problem === undefined && <Loading />
      ) : (
        <>
          <Facts {...found} />
          <StockProblem problem={found.stockProblem} />
          <Stock product={found.product} stock={found.stock} />
          <Upload product={found.product} />
          <Images product={found.product} />
        </>
      )}
    </View>
  );
};
