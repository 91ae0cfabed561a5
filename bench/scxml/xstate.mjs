// XState's side of bench/run scxml: the charts of bench/charts written as its machines, with native functions for
// guards and assignments. Prints one JSON object.
//   node xstate.mjs CHART EVENT COUNT   CHART: turn-null, regions-null or regions-ecma
// An actor that is sent events; its function transition(), from snapshot to snapshot, is slower.
import {createRequire} from 'node:module';
const require = createRequire(process.cwd() + '/');
const {assign, createActor, createMachine, raise, stateIn} = require('xstate');

const turn = createMachine({
  initial: 'red',
  states: {red: {on: {next: 'green'}}, green: {on: {next: 'yellow'}}, yellow: {on: {next: 'red'}}},
});

function regions(withData) {
  const count = (name) => (withData ? [assign({[name]: ({context}) => context[name] + 1})] : []);
  const front = withData
    ? [{guard: ({context}) => context.served % 3 === 0, target: 'back', actions: count('served')}, {actions: count('served')}]
    : 'back';
  return createMachine({
    type: 'parallel',
    context: withData ? {served: 0, rung: 0, closed: 0} : {},
    states: {
      desk: {
        initial: 'front',
        states: {
          front: {id: 'front', on: {tick: front}},
          back: {
            initial: 'sorting',
            states: {sorting: {on: {tick: 'filing'}}, filing: {on: {tick: '#front'}}},
          },
        },
      },
      door: {
        initial: 'shut',
        states: {
          shut: {on: {tick: {guard: stateIn({desk: 'back'}), target: 'open'}}},
          open: {on: {tick: {guard: stateIn({desk: 'front'}), target: 'shut', actions: count('closed')}}},
        },
      },
      bell: {
        initial: 'resting',
        states: {
          resting: {on: {tick: 'ringing'}},
          ringing: {entry: raise({type: 'ring.over'}), on: {'ring.over': {target: 'resting', actions: count('rung')}}},
        },
      },
    },
  });
}

const [chart, name, count] = process.argv.slice(2);
const machine = {'turn-null': turn, 'regions-null': regions(false), 'regions-ecma': regions(true)}[chart];
const event = {type: name};
const actor = createActor(machine).start();

for (let i = 0; i < 9999; ++i) actor.send(event);
const leaves = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves));
const reached = actor.getSnapshot();
const states = leaves(reached.value).join(' ');
const data = Object.entries(reached.context ?? {}).map(([id, value]) => `${id}=${value}`).join(', ');
const start = process.hrtime.bigint();
for (let i = 0; i < Number(count); ++i) actor.send(event);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({states, data, per_second: Number(count) / seconds}));
