import { Argument, Command, CommanderError, Option, type OptionValues } from 'commander';
import { formats } from './report/formats.ts';
import { exitCodes } from './run/exit-code.ts';
import {
  collect,
  parseCount,
  parseGraphVersion,
  parseLimit,
  parseMilliseconds,
  parsePort,
  parseShardFlag,
  parseText,
  parseTime,
} from './run/flags.ts';
import { defaults } from './run/options.ts';
import { readVersion } from './run/version.ts';
import type { World } from './run/world.ts';

/**
 * Runs a command line and gives the exit code. Commands are loaded when they are called, so that starting up costs little.
 *
 * @throws CallctlError for what the user can fix.
 */
export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  let code: number = exitCodes.done;
  const program = buildProgram(world, (result) => {
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
function buildProgram(world: World, done: (code: number) => void): Command {
  const program = new Command('callctl')
    .description('Declarative call settings for WhatsApp business phone numbers: review, detect drift, apply.')
    .version(readVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .configureOutput({
      writeOut: world.stdout,
      writeErr: world.stderr,
      outputError: (text, write) => write(text.replace(/^error:/, 'callctl:')),
    })
    .exitOverride()
    .showHelpAfterError('(run it with --help for help)')
    .addHelpText('after', exitCodeHelp);

  settingsOptions(withTargets(program.command('validate')))
    .description('check settings files, offline')
    .action(async (targets, flags) => {
      const { validate } = await import('./commands/validate.ts');
      done(await validate(targets, complete(flags), world));
    });

  liveOptions(withTargets(program.command('plan')))
    .description('show what apply would change')
    .addOption(baseOption())
    .option('--detailed-exitcode', 'exit with 2 if there is drift')
    .option('--out <file>', 'save the plan for apply --plan', parseText)
    .action(async (targets, flags) => {
      const { plan } = await import('./commands/plan.ts');
      done(await plan(targets, complete(flags), world));
    });

  approvalOptions(liveOptions(withTargets(program.command('apply'))).addOption(baseOption()))
    .description('write the settings that drifted, and verify them')
    .option('--plan <file>', 'apply a saved plan exactly as it was reviewed', parseText)
    .action(async (targets, flags) => {
      const { apply } = await import('./commands/apply.ts');
      done(await apply(targets, complete(flags), world));
    });

  liveOptions(withTargets(program.command('drift')))
    .description('show where live differs from the files; exit with 2 on drift')
    .addOption(baseOption())
    .action(async (targets, flags) => {
      const { drift } = await import('./commands/drift.ts');
      done(await drift(targets, complete(flags), world));
    });

  settingsOptions(withTargets(program.command('diff')))
    .description('compare the files with those of another git revision, offline')
    .addOption(baseOption().makeOptionMandatory())
    .option('--detailed-exitcode', 'exit with 2 if there is a difference')
    .addOption(shardOption())
    .action(async (targets, flags) => {
      const { diff } = await import('./commands/diff.ts');
      done(await diff(targets, complete(flags), world));
    });

  program
    .command('report')
    .description('render a saved JSON report, or merge the reports of all shards')
    .argument('<files...>', 'reports made with --format json')
    .addOption(formatOption())
    .option('--output <file>', 'write the report to a file instead of stdout', parseText)
    .option('--detailed-exitcode', 'exit with 2 if a plan has drift')
    .addOption(verboseOption())
    .option('--no-color', 'print no colours (NO_COLOR in the environment does the same)')
    .action(async (files, flags) => {
      const { report } = await import('./commands/report.ts');
      done(await report(files, complete(flags), world));
    });

  const restoreCommand = program
    .command('restore')
    .description('restore what each number had before an earlier apply')
    .argument('[run]', 'the run to undo (default: the latest)', parseText)
    .option('--list', 'list the runs that can be undone');
  approvalOptions(liveOptions(restoreCommand)).action(async (name, flags) => {
    const { restore } = await import('./commands/restore.ts');
    done(await restore(name, complete(flags), world));
  });

  program
    .command('simulate')
    .description('serve a simulated endpoint on this machine')
    .option('--port <port>', 'port on 127.0.0.1; 0 picks a free one', parsePort, 4010)
    .option('--state <file>', 'keep the state in this file; if it exists, start from it')
    .option('--seed <fleet>', 'what to start with: sample, empty, or a count of generated numbers', 'sample')
    .option('--token <token>', 'the only token to accept (default: any)')
    .option('--latency <ms>', 'delay of each answer, in milliseconds', parseMilliseconds, 0)
    .addOption(
      repeatable(
        '--fault <fault>',
        'inject a fault, such as throttle:POST:times=2; --fault help lists them; repeatable',
      ),
    )
    .option('--log <file>', 'append each request to this file, as JSON lines')
    .addOption(nowOption())
    .action(async (flags) => {
      const { simulate } = await import('./commands/simulate.ts');
      done(await simulate(complete(flags), world));
    });

  program
    .command('demo')
    .description('run validate, plan, apply and drift on the sample fleet against the simulator')
    .action(async () => {
      const { demo } = await import('./commands/demo.ts');
      done(await demo(world));
    });

  return program;
}

/** All flags of a command, undefined where they were not given: a command cannot ask for one that this table lacks. */
function complete<Flags extends object>(flags: Flags): Required<Flags> {
  return flags as Required<Flags>;
}

function withTargets(command: Command) {
  const targets = new Argument('[paths or ids...]', 'settings files, folders or phone number ids');
  return command.addArgument(targets.argParser(collect).default([] as string[], 'all'));
}

function settingsOptions<Args extends unknown[], Flags extends OptionValues, Others extends OptionValues>(
  command: Command<Args, Flags, Others>,
) {
  return command
    .option('--settings <dir>', `folder of the settings files (default: ${defaults.settings})`, parseText)
    .addOption(repeatable('--only <glob>', 'only numbers whose id, name, file or account matches; repeatable'))
    .addOption(formatOption())
    .option('--output <file>', 'write the report to a file instead of stdout', parseText)
    .addOption(nowOption())
    .addOption(verboseOption())
    .option('--no-color', 'print no colours (NO_COLOR in the environment does the same)')
    .option('-q, --quiet', 'print no progress, and no name of the run, on stderr');
}

function liveOptions<Args extends unknown[], Flags extends OptionValues, Others extends OptionValues>(
  command: Command<Args, Flags, Others>,
) {
  return settingsOptions(command)
    .addOption(shardOption())
    .option('--concurrency <n>', `requests at once (default: ${defaults.concurrency})`, parseCount)
    .option('--graph-url <url>', 'base URL of the Graph API (default: WHATSAPP_GRAPH_URL, then Meta)')
    .option('--graph-version <version>', `Graph API version (default: ${defaults.graphVersion})`, parseGraphVersion)
    .option('--timeout <seconds>', `longest time for one request (default: ${defaults.timeout})`, parseCount)
    .option('--max-wait <seconds>', `longest wait to accept from Meta (default: ${defaults.maxWait})`, parseCount)
    .option('--journal <dir>', `folder for the journal of apply (default: ${defaults.journal})`, parseText);
}

function approvalOptions<Args extends unknown[], Flags extends OptionValues, Others extends OptionValues>(
  command: Command<Args, Flags, Others>,
) {
  return command
    .option('-y, --yes', 'apply without asking')
    .option('--allow-risky', 'apply risky changes without asking')
    .option('--max-changed <N|N%>', 'most numbers that may change (default: 30 %, but never fewer than 3)', parseLimit);
}

function baseOption() {
  const help = 'git revision to compare the files with, such as the target branch of a pull request';
  return new Option('--base <ref>', help).argParser(parseText);
}

function formatOption() {
  return new Option('--format <format>', 'format of the report').choices(formats).default(defaults.format);
}

function verboseOption() {
  return new Option('--verbose', 'in text, name every number and show the exact requests');
}

function nowOption() {
  return new Option('--now <time>', 'use this time instead of the clock, ISO 8601').argParser(parseTime);
}

function shardOption() {
  return new Option('--shard <I/N>', 'only part I of N of the numbers, split by id').argParser(parseShardFlag);
}

function repeatable<Flag extends string>(flag: Flag, description: string) {
  return new Option(flag, description).argParser(collect).default([] as string[], 'none');
}

const exitCodeHelp = `
Exit codes: 0 done; 1 wrong usage or an unexpected error; 2 drift found; 3 a settings file is invalid; 4 a number failed,
is restricted or was skipped; 5 refused by a guard or not approved; 130 interrupted. Where several apply, the first of 3, 5, 4, 2.

Environment:
  WHATSAPP_TOKEN       access token; plan, apply, drift and restore need it
  WHATSAPP_APP_SECRET  when set, requests carry appsecret_proof
  WHATSAPP_APP_ID      the app that the token belongs to; identifies its SIP server among those of other apps
  WHATSAPP_GRAPH_URL   base URL of the Graph API, like --graph-url
  HTTPS_PROXY          proxy to the Graph API, except for hosts in NO_PROXY and for this machine
  NO_COLOR             no colours

Examples:
  callctl validate
  callctl plan settings/support-berlin.yaml 106540352242922
  callctl plan --only '*berlin*' --format json --output plan.json
  callctl apply --yes --max-changed 10%`;
