import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../e2e/callctl.ts';
import type { Permissions } from './github-stand-in.ts';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: unknown;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly 'continue-on-error'?: boolean;
}

export interface Job {
  readonly if?: unknown;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Permissions;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const folder = join(root, '.github/workflows');
export const workflowNames = readdirSync(folder).filter((name) => name.endsWith('.yml'));

export function readWorkflowText(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

export function readWorkflow(name: string): Workflow {
  return parse(readWorkflowText(name));
}

export const actionText = readFileSync(join(root, '.github/actions/callctl/action.yml'), 'utf8');
export const action: Action = parse(actionText);
