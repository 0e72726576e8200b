import type { Product } from '../../shapes.ts';
import { formatMoney } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Badge } from '../parts/badge.tsx';
import { Loading, View } from '../parts/view.tsx';
import { countImages, findMainImage, findSmallest } from '../product-images.ts';
import { linkTo } from '../route.ts';
import { Stock, StockProblem } from './stock.tsx';
import { Upload } from './upload.tsx';

type Row = Topics['products']['rows'][number];

const Thumbnail = ({ product }: { product: Product }) => {
  const image = findMainImage(product);
  const variant = image && findSmallest(image);
  if (variant === undefined) return <div class="thumbnail none">no image</div>;
  return <img class="thumbnail" src={variant.url} alt="" width={72} height={72} loading="lazy" />;
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
        <span class="dim">{countImages(product)}</span>
      </p>
      <Stock product={product} stock={stock} />
      <Upload product={product} />
    </div>
  </li>
);

export const ProductsView = ({ live }: { live: Live<Topics['products']> | undefined }) => {
  const found = live?.value;
  return (
    <View title="Products" live={live}>
      {found === undefined ? (
        live?.problem === undefined && <Loading />
      ) : (
        <>
          <StockProblem problem={found.stockProblem} />
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
