import { useEffect, useState } from 'preact/hooks';
import { type Answer, type Availability, call, type Page, type Product, pause } from './api.ts';
import { formatMoney, Heading, Photo, ProblemNote } from './parts.tsx';

const MAX_READS = 8;
const texts: Readonly<Record<Availability, string>> = { in_stock: 'In stock', low: 'Only a few left', out: 'Sold out' };
export const titles: readonly (readonly [category: string, name: string, title: string])[] = [
  ['', 'Everything', 'Good things for hearth and home'],
  ['hearth', 'Fire', 'For the fireside'],
  ['kitchen', 'Kitchen', 'For the kitchen'],
  ['living', 'Living', 'For the living room'],
];

/** The demo catalogue uploads its images while the shop is open already. A shop may also be down. */
const isComplete = ({ items }: Page<Product>): boolean =>
  !items.some(({ images }) => images.some(({ status }) => status === 'awaiting_upload'));

const useProducts = (category: string): Answer<Page<Product>> => {
  const [answer, setAnswer] = useState<Answer<Page<Product>>>({});
  useEffect(() => {
    let isWanted = true;
    const read = async (count: number): Promise<void> => {
      const found = await call<Page<Product>>(`/products?limit=100${category && `&category=${category}`}`);
      if (isWanted) setAnswer(found);
      if (!isWanted || (found.value && isComplete(found.value)) || count === MAX_READS) return;
      await pause((found.value ? 500 : 3_000) * count);
      await read(count + 1);
    };
    void read(1);
    return () => {
      isWanted = false;
    };
  }, [category]);
  return answer;
};

type Catalogue = { category: string; addToCart: (id: string) => void };

export const Catalogue = ({ category, addToCart }: Catalogue) => {
  const { value, problem } = useProducts(category);
  return (
    <>
      <Heading>{titles.find(([each]) => each === category)?.[2] ?? category}</Heading>
      <p class="lead">Made to be used for decades. This is a demo: order what you like, nothing is charged or sent.</p>
      <ProblemNote problem={problem} />
      <ul class="grid">
        {value?.items.map((product) => (
          <li key={product.id}>
            <Photo product={product} sizes="(min-width: 36rem) 18rem, 92vw" />
            <h2>{product.name}</h2>
            <p>{product.description}</p>
            <div>
              <strong>{formatMoney(product.price.amount, product.price.currency)}</strong>
              <small class={product.availability}>{texts[product.availability]}</small>
            </div>
            <button type="button" disabled={product.availability === 'out'} onClick={() => addToCart(product.id)}>
              Add<span class="hidden"> {product.name}</span> to cart
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};
