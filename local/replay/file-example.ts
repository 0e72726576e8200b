/** For the help text. */
export const fileExample = `
A file, as small as it gets (region, postalCode and category may be left out):
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
