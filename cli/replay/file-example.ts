/** For the help text. */
export const fileExample = `
A minimal file (region, postalCode and category are optional). unitPrice is in
US dollars, such as 890 or 12.5; the API uses cents (89000, 1250).
  {
    "products": [
      { "number": 1, "slug": "oak-table", "name": "Oak table", "category": "living", "unitPrice": 890, "unitsInStock": 12 }
    ],
    "orders": [
      { "number": 1, "customer": "alice",
        "shipTo": { "name": "Alice", "address": "1 High Street", "city": "Berlin", "postalCode": "10115", "country": "Germany" },
        "lines": [{ "productNumber": 1, "quantity": 2 }] }
    ]
  }`;
