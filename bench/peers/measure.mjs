// Runs the peers in turn, each run a process with a database of its own, and prints the medians.
//   node measure.mjs [--quick] [--json FILE]    in the folder where bench/peers/run has put the packages
// First every way of using a peer with 100 instances; that is all of --quick. Then five rounds of each peer's faster
// way, for one client and for 16, with as many of 1,000 instances as fit into kSeconds.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {resolve} from 'node:path';

const kClients = {single: 1, concurrent: 16};
const kFirst = 100;
const kMost = 1000;
const kRounds = 5;
const kSeconds = 4;
const kStages = 8;
const kPatienceMs = 5 * 60 * 1000;
const kScripts = import.meta.dirname;
const kPeers = {
  'openworkflow': {needs: 'node_modules/openworkflow', script: 'openworkflow.mjs', variants: ['sqlite', 'postgres']},
  'bpmn-engine': {needs: 'node_modules/bpmn-engine', script: 'bpmn-engine.mjs', variants: ['memory', 'recovered']},
  'dbos': {needs: 'venv/bin/dbos', script: 'dbos_peer.py', variants: ['sqlite', 'postgres']},
  'restate': {
    needs: 'node_modules/@restatedev/restate-server-linux-x64', script: 'restate.mjs', variants: ['object', 'workflow'],
  },
};
const quick = process.argv.includes('--quick');
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Number(value.toPrecision(4));
const sql = (statement) => execFileSync(process.env.PEERS_PSQL,
  ['-q', process.env.PEERS_POSTGRES + '/postgres', '-c', 'SET client_min_messages = warning', '-c', statement]);

function run(script, variant, instances, clients) {
  rmSync('data', {recursive: true, force: true});
  mkdirSync('data');
  let address = resolve('data', 'database');
  if (variant === 'postgres') {
    sql('DROP DATABASE IF EXISTS peer WITH (FORCE)');
    sql('CREATE DATABASE peer');
    address = process.env.PEERS_POSTGRES + '/peer';
  }
  const program = script.endsWith('.py') ? resolve('venv/bin/python') : process.execPath;
  const output = execFileSync(program, [resolve(kScripts, script), variant, instances, clients, address].map(String),
    {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: kPatienceMs, killSignal: 'SIGKILL'});
  return JSON.parse(output);
}

// For each peer and number of clients: what every variant did with a few instances.
function first(name, {needs, script, variants}) {
  if (!existsSync(needs)) {
    console.error(`${name}: 取得できないため飛ばします / skipped, it could not be fetched`);
    return undefined;
  }
  const found = {};
  for (const variant of variants) {
    if (variant === 'postgres' && !process.env.PEERS_POSTGRES) continue;
    try {
      found[variant] = Object.fromEntries(Object.entries(kClients).map(([way, clients]) =>
        [way, run(script, variant, kFirst, clients)]));
    } catch (error) {
      console.error(`${name}, ${variant}: 失敗 / failed: ${error.message}`);
    }
  }
  return Object.keys(found).length > 0 ? found : undefined;
}
const fastest = (found, way) =>
  Object.keys(found).reduce((a, b) => (found[b][way].per_s > found[a][way].per_s ? b : a));

const plans = [];
const peers = {};
for (const [name, peer] of Object.entries(kPeers)) {
  const found = first(name, peer);
  if (!found) continue;
  for (const way of Object.keys(kClients)) {
    const variant = fastest(found, way);
    const fits = Math.floor(found[variant][way].per_s * kSeconds / kStages / 100) * 100;
    plans.push({name, peer, way, variant, samples: quick ? [found[variant][way]] : [],
                instances: quick ? kFirst : Math.min(kMost, Math.max(kFirst, fits))});
  }
  peers[name] = {variants: Object.fromEntries(Object.entries(found).map(([variant, ways]) =>
    [variant, Object.fromEntries(Object.entries(ways).map(([way, {per_s}]) => [`${way}_per_s`, rounded(per_s)]))]))};
}
for (let round = 0; round < (quick ? 0 : kRounds); ++round)
  for (const plan of plans) {
    if (plan.failed) continue;
    try {
      plan.samples.push(run(plan.peer.script, plan.variant, plan.instances, kClients[plan.way]));
    } catch (error) {
      console.error(`${plan.name}, ${plan.variant}: 失敗 / failed: ${error.message}`);
      plan.failed = true;
    }
  }
rmSync('data', {recursive: true, force: true});
for (const {name} of plans.filter(({failed}) => failed)) delete peers[name];

for (const {name, way, variant, instances, samples} of plans) {
  if (!peers[name]) continue;
  const medianOf = (member) => rounded(median(samples.map((sample) => sample[member])));
  const prefix = way === 'single' ? '' : `${way}_`;
  Object.assign(peers[name], {
    version: samples[0].version,
    [`${way}_per_s`]: medianOf('per_s'),
    [`${prefix}p50_ms`]: medianOf('p50_ms'),
    [`${prefix}p99_ms`]: medianOf('p99_ms'),
    [`${prefix}durability`]: samples[0].durability,
    [`${way}_variant`]: variant,
    [`${way}_instances`]: instances,
  });
}
const rates = Object.entries(peers).flatMap(([name, peer]) =>
  Object.keys(kClients).map((way) => ({name, way, per_s: peer[`${way}_per_s`]})));
if (rates.length === 0) {
  console.error('測れた相手がありません / no peer could be measured');
  process.exit(1);
}
const best = rates.reduce((a, b) => (b.per_s > a.per_s ? b : a));
const figures = {
  peers,
  best_per_s: best.per_s,
  best: `${best.name}, ${best.way}`,
  clients: kClients.concurrent,
  quick,
  rounds: quick ? 1 : kRounds,
  machine: {cpu: cpus()[0].model, cores: cpus().length, node: process.version},
};

console.log(`completions per second, one client and ${kClients.concurrent}; latency of one until it is acknowledged` +
  (quick ? '; quick: one round' : `; medians of ${kRounds}`));
console.table(Object.fromEntries(Object.entries(peers).map(([name, peer]) => [`${name} ${peer.version}`, {
  single: peer.single_per_s, by: peer.single_variant, p50_ms: peer.p50_ms, p99_ms: peer.p99_ms,
  concurrent: peer.concurrent_per_s, 'by ': peer.concurrent_variant,
}])));
for (const [name, peer] of Object.entries(peers))
  console.log(`${name}: ${peer.single_instances} and ${peer.concurrent_instances} of ${kMost} instances; ` +
    peer.durability + (peer.concurrent_durability === peer.durability ? '' : `, and ${peer.concurrent_durability}`));
console.log(`best: ${figures.best}, ${figures.best_per_s} per second`);
const at = process.argv.indexOf('--json');
if (at > 0) writeFileSync(process.argv[at + 1], JSON.stringify(figures, null, 2) + '\n');
