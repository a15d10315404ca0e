import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;

/** What the runner hands over by environment; what is missing there is told in one line. */
export function need(name) {
  const value = env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** Sets outputs of the step. The end of a value is marked by what no value can hold. */
export function setOutput(name, value) {
  const end = randomUUID();
  appendFileSync(need('GITHUB_OUTPUT'), `${name}<<${end}\n${value}\n${end}\n`);
}

/** GitHub refuses summaries beyond 1 MiB. */
const longestSummary = 1_000_000;

export function addSummary(markdown) {
  appendFileSync(need('GITHUB_STEP_SUMMARY'), `${cut(markdown, longestSummary)}\n`);
}

/** An annotation of the run. */
export function annotate(level, message) {
  console.log(`::${level} title=callctl::${escapeMessage(message)}`);
}

function escapeMessage(message) {
  return message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Prints what others wrote, files and servers among them: none of it shall be taken for a command to the runner. */
export function printForeign(text) {
  const word = randomUUID();
  console.log(`::stop-commands::${word}\n${text.trimEnd()}\n::${word}::`);
}

/** Cuts at the end of a line, and says so. */
export function cut(markdown, length) {
  const told = '\n\n**Cut here: the whole report is in the artifact of the run.**\n';
  if (markdown.length <= length) return markdown;
  const kept = markdown.slice(0, length - told.length);
  return `${kept.slice(0, kept.lastIndexOf('\n'))}${told}`;
}

export function readEvent() {
  return JSON.parse(readFileSync(need('GITHUB_EVENT_PATH'), 'utf8'));
}

/** The report that run.mjs left, or null where there is none. */
export function readReport() {
  try {
    return JSON.parse(readFileSync(join(need('CALLCTL_FOLDER'), 'report.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** GitHub refuses comments and issues beyond 65,536 characters. */
const longestBody = 64_000;

/** The Markdown report as the body of a comment or an issue, found again by the marker it begins with. */
export function bodyWith(marker) {
  const markdown = readFileSync(join(need('CALLCTL_FOLDER'), 'report.md'), 'utf8').replace(
    /^<!-- callctl:\w+ -->\n/,
    '',
  );
  return `${marker}\n${cut(markdown, longestBody).trimEnd()}\n\n<sub>${links().join(' · ')}</sub>\n`;
}

/** Hidden in what GitHub shows; the key is checked, for it must not end the comment it stands in. */
export function markerOf(kind) {
  return `<!-- callctl:${kind}${keySuffix(':')} -->`;
}

/** Tells one settings folder of a repository from another; empty without a key. */
export function keySuffix(separator) {
  const key = env.CALLCTL_KEY ?? '';
  if (key === '') return '';
  if (!/^\w[\w.-]{0,63}$/.test(key) || key.includes('--'))
    throw new Error(`the key ${JSON.stringify(key)} is no plain name`);
  return `${separator}${key}`;
}

export function runUrl() {
  return `${need('GITHUB_SERVER_URL')}/${need('GITHUB_REPOSITORY')}/actions/runs/${need('GITHUB_RUN_ID')}`;
}

function links() {
  const artifact = env.CALLCTL_ARTIFACT_URL;
  return [`[run](${runUrl()})`, ...(artifact ? [`[reports as HTML and JSON](${artifact})`] : [])];
}

/** Runs a step: an error ends it with one line. */
export async function step(work) {
  try {
    await work();
  } catch (error) {
    annotate('error', error.message);
    process.exitCode = 1;
  }
}
