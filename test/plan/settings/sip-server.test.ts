import { describe, expect, it } from 'vitest';
import type { Calling } from '../../../src/generated/schema-types.ts';
import { splitSipServers } from '../../../src/plan/settings/sip-server.ts';
import { planOf } from '../builders.ts';

const ours = { app_id: 1, hostname: 'ours.example.com', port: 5062 };
const theirs = { app_id: '999', hostname: 'theirs.example.com', port: 5070, request_uri_user_params: { trunk: '7' } };
const nameless = { hostname: 'ours.example.com' };
const other = { hostname: 'other.example.com' };

describe('our SIP server', () => {
  it.each([
    { is: 'none where live has no server', servers: [], appId: null, hostname: null, found: 'none' },
    { is: 'the one with our app id', servers: [theirs, ours], appId: '1', hostname: 'theirs.example.com', found: ours },
    {
      is: 'none where every server has another app id',
      servers: [theirs],
      appId: '1',
      hostname: 'theirs.example.com',
      found: 'none',
    },
    {
      is: 'unclear where one without an id is beside another app’s',
      servers: [theirs, other],
      appId: '1',
      hostname: 'theirs.example.com',
      found: 'unclear',
    },
    {
      is: 'the one without an id that has the desired host name',
      servers: [theirs, nameless],
      appId: '1',
      hostname: 'OURS.example.com',
      found: nameless,
    },
    {
      is: 'the one with the desired host name where no server has an id',
      servers: [other, nameless],
      appId: '1',
      hostname: 'ours.example.com',
      found: nameless,
    },
    {
      is: 'the one with the desired host name where our app is unknown',
      servers: [theirs, ours],
      appId: null,
      hostname: 'ours.example.com',
      found: ours,
    },
    {
      is: 'unclear where two have the desired host name',
      servers: [ours, nameless],
      appId: null,
      hostname: 'ours.example.com',
      found: 'unclear',
    },
    {
      is: 'unclear where the only one has another host name',
      servers: [theirs],
      appId: null,
      hostname: 'ours.example.com',
      found: 'unclear',
    },
    { is: 'unclear where no host name is desired', servers: [ours], appId: null, hostname: null, found: 'unclear' },
  ])('is $is', ({ servers, appId, hostname, found }) => {
    const split = splitSipServers({ servers }, { appId, hostname });
    expect({ ours: split.ours, isUnclear: split.unclear.length > 0 }).toEqual({
      ours: typeof found === 'string' ? undefined : found,
      isUnclear: found === 'unclear',
    });
    const parts = [...(split.ours ? [split.ours] : []), ...split.others, ...split.unclear];
    expect(parts.length).toBe(servers.length);
    expect(new Set(parts)).toEqual(new Set(servers));
  });
});

describe('a server that may be another app’s', () => {
  const live = (...servers: object[]) => ({ sip: { status: 'ENABLED', servers } });
  const desired: Calling = { sip: { servers: [{ hostname: 'ours.example.com' }] } };

  it('lends ours neither port nor parameters: the number fails with what to set', () => {
    const plan = planOf(live(theirs), desired);
    expect(plan).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'sip_server_ambiguous' } });
    expect(plan.error?.message).toBe(
      'it is unknown whether a SIP server of this number is yours: theirs.example.com of app 999',
    );
    expect(plan.error?.hint).toContain('set app_id of the account');
  });

  it('lends nothing once our app is known: ours is new', () => {
    const plan = planOf(live(theirs), desired, { appId: '1' });
    expect(plan.requests).toEqual([
      { calling: { sip: { status: 'ENABLED', servers: [{ hostname: 'ours.example.com' }] } } },
    ]);
  });

  it('without an app id has to be named, because no app id helps', () => {
    const { error } = planOf(live(other), desired, { appId: '1' });
    expect(error).toMatchObject({ code: 'sip_server_ambiguous' });
    expect(error?.hint).toBe(
      'state its host name in the file: a server without an app id is recognised by nothing else',
    );
  });

  it('is not noted as another app’s', () => {
    expect(planOf(live(other), { sip: { status: 'ENABLED' } })).toMatchObject({ outcome: 'in_sync', notes: [] });
  });
});
