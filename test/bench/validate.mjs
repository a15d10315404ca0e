import { join } from 'node:path';
import { writeLongSettings } from './fleet.mjs';
import { fastest, main, ms, node, now, printRatio, root } from './measure.mjs';

export async function benchValidate() {
  const settings = writeLongSettings('validate-1000', 1000);
  const ajvCli = join(root, 'node_modules/ajv-cli/dist/index.js');
  const schema = join(root, 'schemas/settings.schema.json');
  const theirArgs = ['validate', '--spec=draft2020', '--strict=false', '-s', schema, '-d', `${settings}/*.yaml`];
  const theirs = await fastest(5, node, [ajvCli, ...theirArgs]);
  const ours = await fastest(5, node, [main, 'validate', '--settings', settings, '--now', now]);
  printRatio(
    'validate, 1,000 files of 58 lines, against ajv-cli 5.0.0 on the same files and schema (no positions)',
    ours / theirs,
    `${ms(ours)}, ${ms(theirs)}`,
    { atMost: 1 },
  );
  const many = writeLongSettings('validate-10000', 10_000);
  const tenfold = await fastest(2, node, [main, 'validate', '--settings', many, '--now', now]);
  printRatio('validate, 10,000 such files, against 1,000', tenfold / ours, `${ms(tenfold)}, ${ms(ours)}`, {
    atMost: 10.5,
  });
}
