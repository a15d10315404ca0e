import { afterEach } from 'vitest';
import { applyNumber } from '../../src/apply/apply-number.ts';
import type { SendOptions } from '../../src/apply/send-request.ts';
import type { Calling } from '../../src/generated/schema-types.ts';
import { openWritingClient } from '../../src/live/client.ts';
import type { DesiredNumber } from '../../src/plan/desired-number.ts';
import { buildNumberPlan } from '../../src/plan/plan.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { clientOptions } from '../live/client-options.ts';
import { answerJson, scriptedServer } from '../live/scripted-server.ts';
import { aNumber, now, todayIn } from '../plan/builders.ts';

export const id = '106540352242922';
export const appId = '1234567890';
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface More {
  readonly protect?: DesiredNumber['protect'];
  readonly pollMs?: readonly number[];
  /** Changes live behind the back of the first write. */
  readonly afterFirstPost?: (calling: JsonObject) => void;
}

/** Plans one number against the simulator and applies it; `between` happens after the plan. */
export async function applyTo(
  live: unknown,
  desired: Calling,
  options: SimulatorOptions = {},
  between: (simulator: Simulator) => void = () => {},
  more: More = {},
) {
  const number = {
    id,
    display_phone_number: '+49 30 1',
    verified_name: 'Support',
    platform_type: 'CLOUD_API',
    messaging_limit_tier: 'TIER_2K',
    app_subscribed_to_calls: true,
    calling: live as never,
    restrictions: [],
  };
  const edits = more.afterFirstPost ? [more.afterFirstPost] : [];
  const simulator: Simulator = await startSimulator({
    now: () => now,
    appId,
    log: ({ method }) => {
      if (method === 'POST') for (const edit of edits.splice(0)) simulator.edit(id, edit);
    },
    ...options,
    state: { wabas: [{ id: '1', numbers: [number] }] },
  });
  const client = openWritingClient(
    { token: 'any', tokenName: 'A_TOKEN', appSecretProof: null, appId },
    { ...clientOptions(simulator.url), timeoutMs: 500, attempts: 3, sleep: async () => {} },
  );
  open.push(client.close, simulator.close);
  const { protect = [], pollMs = [0, 10, 20] } = more;
  const wanted = aNumber(desired, { protect });
  const fetched = await client.fetchSettings(id);
  if (!fetched.ok) throw new Error(fetched.failure.message);
  const digest = (text: string) => `sha256:${text}`;
  const planned = buildNumberPlan({ live: fetched.calling, desired: wanted, now, todayIn, appId, digest });
  simulator.clearRequests();
  between(simulator);
  const result = await applyNumber(planned, wanted, {
    client,
    appId,
    now: () => now,
    todayIn,
    digest,
    journal: { write: () => {} },
    pollMs,
  });
  const posts = simulator.requests().filter(({ method }) => method === 'POST');
  return { simulator, planned, result, posts, bodies: posts.map(({ body }) => body as JsonObject) };
}

/** Applies against a server that shows `before` until the first POST, and then what `after` says for each reading. */
export async function applyToScript(
  desired: Calling,
  before: object,
  after: (read: number) => object,
  more: Partial<SendOptions> = {},
) {
  const posted: string[][] = [];
  let reads = 0;
  const server = await scriptedServer(({ method, body }, response) => {
    if (method === 'POST') {
      posted.push(Object.keys(JSON.parse(body).calling));
      return answerJson(response, 200, { success: true });
    }
    const calling = posted.length === 0 ? before : after(reads++);
    return answerJson(response, 200, { calling });
  });
  const client = openWritingClient(
    { token: 'any', tokenName: 'A_TOKEN', appSecretProof: null, appId },
    clientOptions(server.url),
  );
  open.push(client.close, server.close);
  const wanted = aNumber(desired);
  const digest = (text: string) => `sha256:${text}`;
  const planned = buildNumberPlan({ live: before as never, desired: wanted, now, todayIn, appId, digest });
  const result = await applyNumber(planned, wanted, {
    client,
    appId,
    now: () => now,
    todayIn,
    digest,
    journal: { write: () => {} },
    // A test that replaces sleeping keeps the usual waits.
    ...(!more.sleep && { pollMs: [0, 1, 1] }),
    ...more,
  });
  return { result, posted, reads };
}
