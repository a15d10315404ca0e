import { describe, expect, it } from 'vitest';
import { accountFromEnvironment } from '../../src/live/account.ts';
import { parseGraphUrl } from '../../src/live/graph-url.ts';

describe('the account of the environment', () => {
  it('has the token, the proof of the app secret and the app id', () => {
    const account = accountFromEnvironment({
      WHATSAPP_TOKEN: ' abc ',
      WHATSAPP_APP_SECRET: 'key',
      WHATSAPP_APP_ID: '42',
    });
    // HMAC-SHA256 of "abc" under "key", from `printf abc | openssl dgst -sha256 -hmac key`.
    const proof = '9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab';
    expect(account).toEqual({ token: 'abc', tokenName: 'WHATSAPP_TOKEN', appSecretProof: proof, appId: '42' });
  });

  it.each([{}, { WHATSAPP_TOKEN: '' }, { WHATSAPP_TOKEN: '  ' }, { WHATSAPP_TOKEN: 'two\nlines' }])(
    '%j is refused',
    (env) => {
      expect(() => accountFromEnvironment(env)).toThrow(expect.objectContaining({ code: 'no_token' }));
    },
  );

  it('refuses text that is not an app id', () => {
    expect(() => accountFromEnvironment({ WHATSAPP_TOKEN: 'abc', WHATSAPP_APP_ID: 'my-app' })).toThrow(/app id/);
  });
});

describe('the Graph URL', () => {
  it.each([
    ['https://graph.facebook.com', 'https://graph.facebook.com'],
    ['https://proxy.example.com/graph/', 'https://proxy.example.com/graph'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['http://localhost:4010/', 'http://localhost:4010'],
    ['http://[::1]:4010', 'http://[::1]:4010'],
  ])('%s is accepted', (text, url) => {
    expect(parseGraphUrl(text)).toBe(url);
  });

  it.each([
    'http://graph.facebook.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://graph.facebook.com',
    'graph.facebook.com',
    '',
    'https://user:pass@graph.facebook.com',
    'https://graph.facebook.com/?x=1',
    'https://graph.facebook.com/v25.0',
  ])('%s is refused', (text) => {
    expect(() => parseGraphUrl(text)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

it('a Graph URL that ends in a version is refused with the right one', () => {
  const hint = 'use https://graph.facebook.com, and --graph-version v25.0';
  expect(() => parseGraphUrl('https://graph.facebook.com/v25.0/')).toThrow(expect.objectContaining({ hint }));
});
