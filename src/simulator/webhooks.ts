import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { unixSeconds } from './calendar.ts';
import type { NumberState } from './fleet.ts';
import { isObject, type JsonObject, type Renderable, renderJson } from './json.ts';
import { viewCalling } from './settings-view.ts';

/** The receiver of webhooks, and the secret that signs them. */
export interface WebhookTarget {
  readonly url: string;
  readonly appSecret: string;
}

/** Sends webhooks one after the other, each once: a receiver that is down misses them. */
export interface WebhookSender {
  readonly send: (payload: Renderable) => void;
  readonly close: () => void;
}

/**
 * The `account_settings_update` webhook for a write, or null when the write changed none of the fields it reports: changes
 * of hours, holidays, countries, servers, codecs and voicemail send none (Meta call-settings page).
 */
export function buildSettingsWebhook(wabaId: string, before: NumberState, after: NumberState, now: Date): Renderable {
  if (renderJson(reportedFields(before)) === renderJson(reportedFields(after))) return null;
  const value: Renderable = {
    messaging_product: 'whatsapp',
    timestamp: String(unixSeconds(now)),
    type: 'PHONE_NUMBER_SETTINGS',
    phone_number_settings: { phone_number_id: after.id, calling: viewCalling(after, false) },
  };
  return envelope({ id: wabaId, changes: [{ value, field: 'account_settings_update' }] });
}

/** The `account_update` webhook for new restrictions; it names the number by its digits, not by its id (Meta docs). */
export function buildRestrictionWebhook(wabaId: string, number: NumberState, now: Date): Renderable {
  const restrictions = number.restrictions ?? [];
  const value: Renderable = {
    phone_number: number.display_phone_number.replace(/\D/g, ''),
    event: 'ACCOUNT_RESTRICTION',
    violation_info: { violation_type: violation(restrictions[0]?.type) },
    restriction_info: restrictions.map(({ type, expiration }) => ({ restriction_type: type, expiration })),
  };
  return envelope({ id: wabaId, time: unixSeconds(now), changes: [{ field: 'account_update', value }] });
}

/** The body of a webhook. Meta escapes what is not ASCII, in lower-case hex, and signs the escaped text. */
export function renderWebhook(payload: Renderable): string {
  return renderJson(payload).replace(/[\u0080-\uffff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The value of X-Hub-Signature-256 for a body. */
function signWebhook(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

/**
 * Sends to one receiver.
 *
 * @throws Error when the receiver is not on this machine.
 */
export function createWebhookSender(target: WebhookTarget): WebhookSender {
  const url = new URL(target.url);
  if (url.protocol !== 'http:' || !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
    throw new Error(`webhooks go to this machine only (http://127.0.0.1:PORT/…), not to ${url.host}`);
  }
  const ending = new AbortController();
  let queue = Promise.resolve();
  return {
    send: (payload) => {
      const body = renderWebhook(payload);
      queue = queue.then(() => postWebhook(url, body, signWebhook(body, target.appSecret), ending.signal));
    },
    close: () => ending.abort(),
  };
}

const DELIVERY_TIMEOUT_MS = 5_000;

function reportedFields(number: NumberState): Renderable {
  const { status, call_icon_visibility, callback_permission_status, srtp_key_exchange_protocol, sip } = number.calling;
  const sipStatus = isObject(sip) ? sip.status : undefined;
  return [status, call_icon_visibility, callback_permission_status, srtp_key_exchange_protocol, sipStatus];
}

/** Meta docs, 2026; the first type and LOW_CALLING_QUALITY are those of 2025. */
function violation(type: JsonObject[string] | undefined): string {
  if (type === 'RESTRICTED_BUSINESS_INITIATED_CALLING') return 'LOW_BUSINESS_INITIATED_CALLING_QUALITY';
  if (type === 'RESTRICTED_USER_INITIATED_CALLING') return 'LOW_USER_INITIATED_CALLING_QUALITY';
  if (type === 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN') return 'USER_INITIATED_CALLS_LOW_PICKUP_RATE';
  return 'LOW_CALLING_QUALITY';
}

function envelope(entry: Renderable): Renderable {
  return { object: 'whatsapp_business_account', entry: [entry] };
}

function postWebhook(url: URL, body: string, signature: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'X-Hub-Signature-256': signature,
    };
    const sent = request(url, { method: 'POST', headers, signal, timeout: DELIVERY_TIMEOUT_MS }, (response) => {
      response.resume();
      response.on('close', resolve);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve());
    sent.on('close', resolve);
    sent.end(body);
  });
}
