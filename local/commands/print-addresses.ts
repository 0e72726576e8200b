/** Two columns, for a reader. */
export const printAddresses = (addresses: readonly (readonly [string, string])[]): void => {
  const width = Math.max(...addresses.map(([name]) => name.length));
  for (const [name, address] of addresses) process.stdout.write(`  ${name.padEnd(width)}  ${address}\n`);
};
