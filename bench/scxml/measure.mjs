// Runs the drivers in turn, five rounds, and compares the medians. Prints a table; --json FILE writes all figures.
//   node bench/scxml/measure.mjs [--json FILE]    from the top of the tree, after bench/scxml/run has built
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {resolve} from 'node:path';

const kRounds = 5;
const top = process.cwd();
const kyodo = resolve('build/release/bin/bench_scxml');
const peers = resolve('build/bench-peers');
const chart = (name) => resolve('bench/charts', name + '.scxml');

const run = (program, args, cwd = top) =>
  JSON.parse(execFileSync(program, args.map(String), {cwd, env: {...process.env, QT_QPA_PLATFORM: 'offscreen'}}));

// What each chart must have reached after 9,999 events, whoever ran it.
const kReached = {
  'turn-null': {event: 'next', states: 'red'},
  'turn-ecma': {event: 'next', states: 'red'},
  'regions-null': {event: 'tick', states: 'front open resting'},
  'regions-ecma': {event: 'tick', states: 'front shut resting', data: 'closed=2000, rung=9999, served=5999'},
};
const kEngines = {
  kyodo: {count: 500000, run: (name, event, count) => run(kyodo, ['events', chart(name), event, count])},
  qt: {count: 50000, run: (name, event, count) => qt('single', name, event, count)},
  qt_batched: {count: 50000, run: (name, event, count) => qt('batched', name, event, count)},
  xstate: {
    count: 50000,
    without: ['turn-ecma'],  // its charts have no data model; without data they are turn-null
    run: (name, event, count) => run('node', [resolve('bench/scxml/xstate.mjs'), name, event, count], peers),
  },
  scion: {
    count: 50000,
    run: (name, event, count) => run('node', [resolve('bench/scxml/scion.cjs'), chart(name), event, count], peers),
  },
};
const qt = (way, name, event, count) =>
  run(resolve('build/bench-qt/bench_qt'), [way, chart(name === 'regions-null' ? 'regions-null-qt' : name), event, count]);

const sorted = (text, by) => text.split(by).sort().join(by);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function check(engine, name, found) {
  const expected = kReached[name];
  const right = sorted(found.states, ' ') === sorted(expected.states, ' ') &&
    (!expected.data || sorted(found.data, ', ') === sorted(expected.data, ', '));
  if (!right) throw new Error(`${engine} is wrong about ${name}: ${found.states}; ${found.data}`);
  return found.per_second;
}

function eventsPerSecond() {
  const samples = {};
  for (let round = 0; round < kRounds; ++round)
    for (const [name, {event}] of Object.entries(kReached))
      for (const [engine, {count, without, run: drive}] of Object.entries(kEngines)) {
        if (without?.includes(name)) continue;
        ((samples[name] ??= {})[engine] ??= []).push(check(engine, name, drive(name, event, count)));
      }
  const medians = {};
  for (const [name, engines] of Object.entries(samples))
    medians[name] = Object.fromEntries(Object.entries(engines).map(([engine, values]) => [engine, Math.round(median(values))]));
  return medians;
}

const medianOf = (args, member) => median(Array.from({length: kRounds}, () => run(kyodo, args)[member]));
const best = ({kyodo: _, ...others}) => Math.max(...Object.values(others));
const rounded = (value, digits = 2) => Number(value.toFixed(digits));

const events = eventsPerSecond();
const flat = Object.fromEntries([4, 64, 1024, 4096].map((states) =>
  [states, Math.round(medianOf(['flat', states, 400000], 'per_second'))]));
const parked = Object.fromEntries(['regions-null', 'regions-ecma'].map((name) =>
  [name, {bytes: Math.round(medianOf(['park', chart(name), 'tick', 5000], 'bytes')),
          frozen_bytes: run(kyodo, ['park', chart(name), 'tick', 10]).frozen_bytes,
          take_up_us: rounded(medianOf(['park', chart(name), 'tick', 5000], 'take_up_us')),
          step_us: rounded(medianOf(['park', chart(name), 'tick', 5000], 'step_us'))}]));
// Its databases lie beside the builds: on the disk, not in memory.
const store = run(resolve('build/release/bin/bench_store'), ['build', chart('turn-to-end'), 'config']);
const figures = {
  hpar_ecma_vs_xstate: rounded(events['regions-ecma'].kyodo / events['regions-ecma'].xstate),
  hpar_null_vs_qt: rounded(events['regions-null'].kyodo / events['regions-null'].qt),
  toggle_null_vs_best: rounded(events['turn-null'].kyodo / best(events['turn-null'])),
  toggle_ecma_vs_best: rounded(events['turn-ecma'].kyodo / best(events['turn-ecma'])),
  load_1000_ms: rounded(medianOf(['load', 1000], 'ms')),
  load_10000_ms: rounded(medianOf(['load', 10000], 'ms')),
  store_single_ratio: rounded(store.store_single_ratio),
  store_group_ratio: rounded(store.store_group_ratio),
  store_per_second: {single: Math.round(store.store_single_per_second), group: Math.round(store.store_group_per_second),
                     bare_single: Math.round(store.bare_single_per_second), bare_group: Math.round(store.bare_group_per_second)},
  events_per_second: events,
  flat_events_per_second: flat,
  parked_session: parked,
  machine: {cpu: cpus()[0].model, cores: cpus().length, node: process.version},
};

for (const [name, value] of Object.entries(figures)) if (typeof value === 'number') console.log(`${name.padEnd(24)} ${value}`);
console.log();
console.table(events);
console.log('events per second through the store:', figures.store_per_second);
console.log('events per second in a circle of states:', flat);
console.log('a waiting session:', parked);
const at = process.argv.indexOf('--json');
if (at > 0) writeFileSync(process.argv[at + 1], JSON.stringify(figures, null, 2) + '\n');
