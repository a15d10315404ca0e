import { fastest, main, ms, node, printRatio } from './measure.mjs';

export async function benchStartUp() {
  const bare = await fastest(15, node, ['-e', '0']);
  const version = await fastest(15, node, [main, '--version']);
  const validate = await fastest(15, node, [main, 'validate']);
  printRatio('callctl --version against node -e 0', version / bare, `${ms(version)}, ${ms(bare)}`, { atMost: 1.6 });
  printRatio(
    'callctl validate of the sample fleet against node -e 0',
    validate / bare,
    `${ms(validate)}, ${ms(bare)}`,
    { atMost: 3 },
  );
}
