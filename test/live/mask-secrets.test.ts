import { describe, expect, it } from 'vitest';
import { secretMasker, secretsOf } from '../../src/live/mask-secrets.ts';

const token = 'EAAGm0PX4ZCpsBAKZCZBe4w7"quoted"/and+more';
const mask = secretMasker([token, undefined, null, '', 'short']);

describe('a secret in text', () => {
  it.each([
    { where: 'as it is', text: `Bearer ${token}, ${token}`, masked: 'Bearer [secret], [secret]' },
    { where: 'in a URL', text: `?t=${encodeURIComponent(token)}&x`, masked: '?t=[secret]&x' },
    { where: 'in JSON', text: JSON.stringify({ token }), masked: '{"token":"[secret]"}' },
    { where: 'cut short', text: `${token} EAAGm0PX4ZC… rest`, masked: '[secret] [secret]… rest' },
    { where: 'cut short after another one', text: `EAAGm0PXEAAGm0PX4ZCps...`, masked: 'EAAGm0PX[secret]...' },
    { where: 'cut short in code', text: '`EAAGm0PX4ZC`… and', masked: '`[secret]`… and' },
    { where: 'cut short in HTML', text: '<code>EAAGm0PX4ZC</code>…', masked: '<code>[secret]</code>…' },
    { where: 'cut twice', text: 'EAAGm0PX… EAAGm0PX4…', masked: '[secret]… [secret]…' },
  ])('$where is masked', ({ text, masked }) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    { what: 'a secret too short to be one', text: 'short, a short text' },
    { what: 'less than 8 characters of a secret', text: 'EAAGm0P…' },
    { what: 'the beginning of a secret that is not cut', text: 'EAAGm0PX4ZC is another app' },
    { what: 'another text that is cut', text: 'EAAGm0PX4ZDx…' },
  ])('$what is shown', ({ text }) => {
    expect(mask(text)).toBe(text);
  });

  it('is masked at whatever length it is cut', () => {
    for (let length = 8; length < 21; length += 1) {
      const cut = mask(`${'x'.repeat(50)}${token.slice(0, length)}…`);
      expect(cut).toBe(`${'x'.repeat(50)}[secret]…`);
    }
  });
});

describe('the secrets of the environment', () => {
  it('are the token, the app secret, and the proof made of both', async () => {
    expect(await secretsOf({ WHATSAPP_TOKEN: ' token-1 ' })).toEqual(['token-1', undefined]);
    const secrets = await secretsOf({ WHATSAPP_TOKEN: 'token-1', WHATSAPP_APP_SECRET: 'app-secret' });
    expect(secrets.slice(0, 2)).toEqual(['token-1', 'app-secret']);
    expect(secrets[2]).toMatch(/^[0-9a-f]{64}$/);
  });
});
