import { createHmac } from 'node:crypto';

/** Computes the proof that an app may require: hex HMAC-SHA256 of the token, keyed with the app secret. */
export function appSecretProof(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}
