import { isMachineFault } from '../../../src/adapters/sharp/machine-fault.ts';

test.each([
  'VipsJpeg: Insufficient memory (case 4)',
  'vips_malloc: out of memory',
  'unable to allocate 20 bytes',
  'Cannot allocate memory',
  'allocation failed',
  'Too many open files',
  'unable to create thread',
  'Resource temporarily unavailable',
  'No space left on device',
  'Input/output error',
  'timeout: 60% complete',
  'open: EAGAIN',
  'read ECONNRESET',
  'EIO: i/o error',
  'spawn EMFILE',
  'ENFILE',
  'ENOMEM: not enough memory',
  'ENOSPC, write',
  'write EPIPE',
])('%s is a fault of the machine', (message) => {
  expect(isMachineFault(new Error(message))).toBe(true);
  expect(isMachineFault(new Error(`VipsJpeg: premature end of file\n${message}`))).toBe(true);
});

test.each([
  'VipsJpeg: premature end of JPEG image',
  'pngload_buffer: libspng read error',
  'webp: EIOU',
  'webp: VEIO',
  'the ECON',
  '',
])('%j is a fault of the file', (message) => {
  expect(isMachineFault(new Error(message))).toBe(false);
});

test('bugs in our own code are not blamed on the file', () => {
  expect(isMachineFault(new TypeError('x is not a function'))).toBe(true);
  expect(isMachineFault(new ReferenceError('x is not defined'))).toBe(true);
  expect(isMachineFault(new RangeError('Invalid array length'))).toBe(false);
});

test.each([undefined, null, 'out of memory', 7])('%j, when thrown, says nothing about the machine', (odd) => {
  expect(isMachineFault(odd)).toBe(false);
});

test('an object with a message is read like an error', () => {
  expect(isMachineFault({ message: 'out of memory' })).toBe(true);
});
