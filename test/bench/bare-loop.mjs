// Sends the same GETs as a plan, and only parses the responses: bare-loop.mjs URL CONCURRENCY FILE-OF-IDS
import { readFileSync } from 'node:fs';
import pLimit from 'p-limit';
import { Agent, request } from 'undici';

const [url, concurrency, file] = process.argv.slice(2);
const ids = JSON.parse(readFileSync(file, 'utf8'));
const agent = new Agent({ connections: Number(concurrency), pipelining: 1 });
const limit = pLimit(Number(concurrency));
const read = async (id) => {
  const headers = { authorization: 'Bearer any' };
  const { body } = await request(`${url}/v25.0/${id}/settings`, { dispatcher: agent, headers });
  return body.json();
};
await Promise.all(ids.map((id) => limit(read, id)));
await agent.close();
