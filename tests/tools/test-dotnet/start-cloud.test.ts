import { readSetting } from '../../../tools/test-dotnet/start-cloud.ts';

test('a setting is read as it is printed, spaces and all', () => {
  expect(readSetting('  ServiceBus           Endpoint=sb://127.0.0.1:5672;UseDevelopmentEmulator=true;')).toEqual([
    'ServiceBus',
    'Endpoint=sb://127.0.0.1:5672;UseDevelopmentEmulator=true;',
  ]);
});

test('the control endpoint of the broker is found by its list of queues', () => {
  expect(readSetting('    its queues         http://127.0.0.1:5673/_hearth/queues')).toEqual([
    'ServiceBusControl',
    'http://127.0.0.1:5673',
  ]);
});

test('other lines are no settings', () => {
  expect(readSetting('')).toBeUndefined();
  expect(readSetting('Azurite warns of something')).toBeUndefined();
});
