import { expect, it } from 'vitest';
import { withSlashes } from '../../../src/desired/files/paths.ts';

it.each([
  { written: 'settings\\eu\\a.yaml', separator: '\\', shown: 'settings/eu/a.yaml' },
  { written: 'C:\\fleet\\settings', separator: '\\', shown: 'C:/fleet/settings' },
  // A backslash may be part of a name where it does not separate folders.
  { written: 'settings/odd\\name.yaml', separator: '/', shown: 'settings/odd\\name.yaml' },
])('shows $written with forward slashes, on a system that separates with $separator', (path) => {
  expect(withSlashes(path.written, path.separator)).toBe(path.shown);
});
