import { expect, it } from 'vitest';
import { sleep } from '../../src/live/sleep.ts';

const hour = 3_600_000;

it('ends early when the signal aborts, without an error', async () => {
  const controller = new AbortController();
  const asleep = sleep(hour, controller.signal);
  controller.abort();
  await expect(asleep).resolves.toBeUndefined();
  await expect(sleep(hour, controller.signal)).resolves.toBeUndefined();
});
