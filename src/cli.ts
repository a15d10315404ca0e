import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { defaultGraphVersion } from './live/graph-url.ts';
import { parseChangeLimit } from './plan/guard.ts';
import { exitCodes } from './run/exit-code.ts';
import {
  collect,
  formats,
  parseCount,
  parseGraphVersion,
  parseShardOption,
  parseText,
  parseTime,
} from './run/options.ts';
import { readVersion } from './run/version.ts';
import type { Io } from './run/world.ts';

/**
 * Runs the command line and gives the exit code. Commands are loaded when they are called, so that starting up costs
 * little.
 *
 * @throws CallctlError for what the user can mend.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.done;
  const program = buildProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.unexpected;
    throw error;
  }
  return code;
}

/** The table of commands. */
function buildProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command('callctl')
    .description('Declarative call settings for WhatsApp business phone numbers: review, detect drift, apply.')
    .version(readVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({
      writeOut: io.stdout,
      writeErr: io.stderr,
      outputError: (text, write) => write(text.replace(/^error:/, 'callctl:')),
    })
    .exitOverride()
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', exitCodeHelp);

  settingsCommand(program, 'validate', 'check settings files, offline').action(async (targets, options) => {
    const { validate } = await import('./commands/validate.ts');
    done(await validate(targets, options, io));
  });

  liveCommand(program, 'plan', 'show what apply would change, and the exact requests')
    .option('--detailed-exitcode', 'exit with 2 when there is drift')
    .option('--out <file>', 'save the plan, for apply --plan', parseText)
    .action(async (targets, options) => {
      const { plan } = await import('./commands/plan.ts');
      done(await plan(targets, options, io));
    });

  approvalOptions(liveCommand(program, 'apply', 'post what drifted, and read it back'))
    .option('--plan <file>', 'carry out a saved plan, as it was reviewed', parseText)
    .action(async (targets, options) => {
      const { apply } = await import('./commands/apply.ts');
      done(await apply(targets, options, io));
    });

  liveCommand(program, 'drift', 'show what live has that the files do not say; exit with 2 on drift').action(
    async (targets, options) => {
      const { drift } = await import('./commands/plan.ts');
      done(await drift(targets, options, io));
    },
  );

  settingsCommand(program, 'diff', 'compare what the files ask for with another git revision, offline')
    .requiredOption('--base <ref>', baseHelp, parseText)
    .option('--detailed-exitcode', 'exit with 2 when there is a difference')
    .addOption(shardOption())
    .action(async (targets, options) => {
      const { diff } = await import('./commands/diff.ts');
      done(await diff(targets, options, io));
    });

  program
    .command('report')
    .description('render saved JSON reports, those of all shards as one')
    .argument('<files...>', 'reports made with --format json')
    .addOption(formatOption())
    .option('--output <file>', 'write the report to a file instead of stdout', parseText)
    .option('--detailed-exitcode', 'exit with 2 when a plan has drift')
    .option('--no-color', 'no colours (as does NO_COLOR in the environment)')
    .action(async (files, options) => {
      const { report } = await import('./commands/report.ts');
      done(await report(files, options, io));
    });

  addRestore(program, io, done);
  addSimulate(program, io, done);

  program
    .command('demo')
    .description('run validate, plan, apply and drift on the sample fleet against the simulator')
    .action(async () => {
      const { demo } = await import('./commands/demo.ts');
      done(await demo(io));
    });

  return program;
}

const targets = '[paths or ids...]';
const targetsHelp = 'settings files, folders or phone number ids (default: all)';

function settingsCommand(program: Command, name: string, description: string): Command {
  return settingsOptions(program.command(name).description(description).argument(targets, targetsHelp, collectAll));
}

const baseHelp = 'git revision that the files are compared with: the target branch of a pull request, say';

function liveCommand(program: Command, name: string, description: string): Command {
  return liveOptions(settingsCommand(program, name, description)).option('--base <ref>', baseHelp, parseText);
}

function settingsOptions(command: Command): Command {
  return command
    .option('--settings <dir>', 'folder of the settings files (default: settings)', parseText)
    .addOption(repeatable('--only <glob>', 'only numbers whose id, name, file or account matches; repeatable'))
    .addOption(formatOption())
    .option('--output <file>', 'write the report to a file instead of stdout', parseText)
    .option('--now <time>', 'a fixed time in place of the clock, ISO 8601', parseTime)
    .option('--no-color', 'no colours (as does NO_COLOR in the environment)')
    .option('-q, --quiet', 'no progress on stderr');
}

function liveOptions(command: Command): Command {
  return command
    .addOption(shardOption())
    .option('--concurrency <n>', 'requests at once (default: 16)', parseCount)
    .option('--graph-url <url>', 'base URL of the Graph API (default: WHATSAPP_GRAPH_URL, then Meta)')
    .option('--graph-version <version>', `Graph API version (default: ${defaultGraphVersion})`, parseGraphVersion)
    .option('--timeout <seconds>', 'longest time that one request may take', parseCount, 30)
    .option('--max-wait <seconds>', 'longest wait that Meta may ask for', parseCount, 300)
    .option('--journal <dir>', 'folder of the journal that apply keeps (default: .callctl/journal)', parseText);
}

function formatOption(): Option {
  return new Option('--format <format>', 'how the report is written').choices(formats).default('text');
}

function shardOption(): Option {
  return new Option('--shard <I/N>', 'only part I of N of the numbers, a stable split by id').argParser(
    parseShardOption,
  );
}

function approvalOptions(command: Command): Command {
  return command
    .option('-y, --yes', 'go on without being asked')
    .option('--allow-risky', 'let risky changes pass though nobody is asked')
    .option('--max-changed <N|N%>', 'most numbers that may change (default: 30 %, but never fewer than 3)', parseLimit);
}

function addRestore(program: Command, io: Io, done: (code: number) => void): void {
  const command = program
    .command('restore')
    .description('bring back what each number had before a journalled apply')
    .argument('[run]', 'the run to undo (default: the latest)', parseText)
    .option('--list', 'list the runs that have a journal');
  approvalOptions(liveOptions(settingsOptions(command))).action(async (run, options) => {
    const { restore } = await import('./commands/restore.ts');
    done(await restore(run, options, io));
  });
}

function addSimulate(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('simulate')
    .description('serve the simulated endpoint on this machine')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', parsePort, 4010)
    .option('--state <file>', 'keep the state in a file; one that exists is where it begins')
    .option('--seed <fleet>', 'what it begins with: sample, empty, or how many generated numbers', 'sample')
    .option('--token <token>', 'the only token accepted (default: any)')
    .option('--latency <ms>', 'delay of each answer, in milliseconds', parseMilliseconds, 0)
    .addOption(
      repeatable('--fault <fault>', 'a fault, as in throttle:POST:times=2; --fault help lists them; repeatable'),
    )
    .option('--log <file>', 'append each request to a file, as JSON lines')
    .option('--now <time>', 'a fixed time in place of the clock, ISO 8601', parseTime)
    .action(async (options) => {
      const { simulate } = await import('./commands/simulate.ts');
      done(await simulate(options, io));
    });
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

/** commander hands a variadic argument over piece by piece. */
function collectAll(text: string, before: readonly string[] | undefined): string[] {
  return collect(text, before ?? []);
}

function parseLimit(text: string) {
  const limit = parseChangeLimit(text);
  if (limit === null) throw new InvalidArgumentError('Expected a count or a percentage, as in 12 or 50%.');
  return limit;
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return Number(text);
}

function parseMilliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected milliseconds, as in 50.');
  return Number(text);
}

const exitCodeHelp = `
Exit codes: 0 done; 1 wrong usage or an unexpected error; 2 drift found; 3 a settings file is invalid; 4 a number failed,
is restricted or was skipped; 5 refused by a guard or not approved; 130 interrupted. Where several hold, the first of 3, 5, 4, 2.

Environment:
  WHATSAPP_TOKEN       access token; plan, apply, drift and restore need it
  WHATSAPP_APP_SECRET  when set, requests carry appsecret_proof
  WHATSAPP_APP_ID      the app of the token; tells its SIP server from those of other apps
  WHATSAPP_GRAPH_URL   base URL of the Graph API, as --graph-url
  NO_COLOR             no colours

Examples:
  callctl validate
  callctl plan settings/support-berlin.yaml 106540352242922
  callctl plan --only '*berlin*' --format json --output plan.json
  callctl apply --yes --max-changed 10%`;
