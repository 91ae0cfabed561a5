// Runs the drivers and a real `kyodo serve`, and compares. Prints a table; --json FILE writes all figures.
//   node bench/service/measure.mjs [--quick] [--json FILE]   from the top of the tree, after bench/service/run built
import {execFileSync, spawn} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {join, resolve} from 'node:path';
import {performance} from 'node:perf_hooks';
import {setTimeout as pause} from 'node:timers/promises';

const quick = process.argv.includes('--quick');
const top = process.cwd();
const driver = resolve('build/release/bin/bench_service'), kyodo = resolve('build/release/bin/kyodo');
const plugins = resolve('build/release/plugins');
const folder = resolve('build/bench-service');  // beside the builds: on the disk, not in memory
const kServerCore = '0', kClientCores = cpus().length > 1 ? '1' : '0';
const kMade = 10_000;  // waiting projects that the engine makes; the rest are copies of them
const size = quick
  ? {commits: 100, timers: 1000, many: kMade, served: kMade, few: 1_000, completions: 400, idle: 5, reads: 1, mixed: 2}
  : {commits: 1000, timers: 20_000, many: 1_000_000, served: 100_000, few: 1_000, completions: 900, idle: 60, reads: 3, mixed: 10};

const say = (text) => process.stderr.write(text + '\n');
const drive = (...args) => JSON.parse(execFileSync(driver, args.map(String), {maxBuffer: 1 << 26}));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const places = [top, plugins];
const fresh = (name) => {
  const path = join(folder, name);
  rmSync(path, {recursive: true, force: true});
  mkdirSync(path, {recursive: true});
  return path;
};
const made = (name, projects) => {
  const file = join(fresh(name), 'kyodo.db');
  const {make_s} = drive('make', file, ...places, projects);
  say(`  ${projects} projects made in ${make_s.toFixed(1)} s`);
  return file;
};
const copies = (file, name, times) => {
  const path = fresh(name);
  const {multiply_s} = drive('multiply', file, join(path, 'kyodo.db'), times);
  say(`  ${times} times as many in ${multiply_s.toFixed(1)} s`);
  return path;
};

// One `kyodo serve` on a folder; resolves once it listens.
function serve(path, environment = {}) {
  const begun = performance.now();
  const process_ = spawn('taskset', ['-c', kServerCore, kyodo, 'serve', '--json', '--home', path], {
    env: {...process.env, KYODO_CONFIG: resolve('config'), KYODO_PLUGINS: plugins, KYODO_SERVER_PORT: '0', ...environment},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((done, failed) => {
    let said = '';
    process_.stdout.on('data', (bytes) => {
      said += bytes;
      const found = /http:\/\/[^"]+:(\d+)/.exec(said);
      if (found) done({begun, port: Number(found[1]), process: process_});
    });
    process_.on('exit', (code) => failed(new Error(`kyodo serve ended with ${code}`)));
  });
}
const stop = (service) => new Promise((done) => {
  service.process.removeAllListeners('exit');
  service.process.on('exit', done);
  service.process.kill('SIGTERM');
});
const token = (path, person, name) => JSON.parse(execFileSync(kyodo,
  ['token', 'add', person, name, '--write', '--json', '--home', path], {env: {...process.env, KYODO_CONFIG: resolve('config'), KYODO_PLUGINS: plugins}})).token;
const residentMib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const cpuSeconds = (pid) => {  // user and system, in ticks of 10 ms
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

async function parked(many) {
  say('parked …');
  const few = made('few', size.few);
  const bearer = {Authorization: `Bearer ${token(many, 'jimu', 'parked')}`};
  const started = [];
  let resident = 0, idle = 0;
  for (let run = 0; run < 5; ++run) {
    const service = await serve(many);
    const answer = await fetch(`http://127.0.0.1:${service.port}/api/v1/projects/P-${size.many}`, {headers: bearer});
    if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
    await answer.text();
    started.push(performance.now() - service.begun);
    if (run === 4) {
      await pause(1000);
      resident = residentMib(service.process.pid);
      const before = cpuSeconds(service.process.pid);
      await pause(size.idle * 1000);
      idle = 100 * (cpuSeconds(service.process.pid) - before) / size.idle;
    }
    await stop(service);
  }
  const {poll_empty_us} = drive('poll', join(many, 'kyodo.db'), ...places);
  // All of the file in the system's memory, as a service has what it works on; else the disk is measured.
  execFileSync('cat', [join(many, 'kyodo.db')], {stdio: ['ignore', 'ignore', 'inherit']});
  const latency = drive('latency', join(many, 'kyodo.db'), ...places, size.many, few, size.few, size.completions);
  const database_mib = statSync(join(many, 'kyodo.db')).size / 2 ** 20;
  return {parked_projects: size.many, start_1m_ms: median(started), rss_1m_mib: resident, idle_cpu_percent: idle, poll_empty_us,
          latency_1m_vs_1k: latency.latency_many_vs_few, latency, database_mib};
}

async function http(path) {
  say('HTTP …');
  const secret = token(path, 'jimu', 'http'), section = token(path, 'tanto', 'http');
  const service = await serve(path, {KYODO_SERVER_THREADS: '1'});
  const load = (who, clients, seconds, percent) => JSON.parse(execFileSync('taskset',
    ['-c', kClientCores, driver, 'load', service.port, who, size.served, clients, seconds, percent].map(String)));
  load(secret, 16, 1, 0);
  const reads = Array.from({length: 5}, () => load(secret, 16, size.reads, 0));
  const mixed = load(section, 16, size.mixed, 10);
  await stop(service);
  return {http_reads_per_s: median(reads.map((one) => one.reads_per_s)), reads_p99_ms: median(reads.map((one) => one.reads_p99_ms)), mixed};
}

function peers(own) {
  if (quick) return say('others: in the full run only, or by bench/peers/run --quick');
  say('others …');
  const file = join(folder, 'peers.json');
  execFileSync('bench/peers/run', ['--json', file], {stdio: ['ignore', 'ignore', 'inherit']});
  const found = JSON.parse(readFileSync(file, 'utf8')).peers;
  const best = (member) => Math.max(...Object.values(found).map((peer) => peer[member] ?? 0));
  // The smaller of the two: one client against one, sixteen against sixteen.
  return {best_peer_ratio: Math.min(own.commit_single_per_s / best('single_per_s'), own.commit_group_per_s / best('concurrent_per_s')),
          peers: found};
}

mkdirSync(folder, {recursive: true});
if (quick) say('--quick: small databases, short runs; the figures of the full run are those that count');
say('completions …');
const commits = {...drive('single', fresh('single'), ...places, size.commits),
                 ...drive('group', fresh('group'), ...places, size.commits)};
say('timers …');
const timers = drive('timers', fresh('timers'), ...places, size.timers);
say('waiting projects …');
const some = made('made', kMade);
const figures = {quick, ...commits, ...timers, ...await http(copies(some, 'served', size.served / kMade)),
                 ...await parked(copies(some, 'many', size.many / kMade)), ...peers(commits),
                 machine: {cpu: cpus()[0].model, cores: cpus().length, node: process.version}};
rmSync(folder, {recursive: true});

const kGoals = {
  commit_single_ratio: '≥ 0.80', commit_group_ratio: '≥ 0.50', commit_group_p99_ms: '< 20', start_1m_ms: '< 1000',
  rss_1m_mib: '< 128', idle_cpu_percent: '< 1', poll_empty_us: '< 20', timers_fired_ratio: '≥ 0.50',
  latency_1m_vs_1k: '≤ 1.5', bytes_per_project: '', http_reads_per_s: '> 10000', best_peer_ratio: '≥ 5',
};
const round = (value) => typeof value === 'number' ? Number(value.toPrecision(4)) : value;
const rounded = (value) => Array.isArray(value) || value === null || typeof value !== 'object' ? round(value)
  : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rounded(inner)]));
const all = rounded(figures);
console.table(Object.fromEntries(Object.entries(kGoals).map(([name, goal]) => [name, {measured: all[name], goal}])));
console.log(JSON.stringify(Object.fromEntries(Object.entries(all).filter(([name]) => !(name in kGoals))), null, 2));
const at = process.argv.indexOf('--json');
if (at > 0) writeFileSync(process.argv[at + 1], JSON.stringify(all, null, 2) + '\n');
