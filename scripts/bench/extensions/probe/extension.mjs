// Measures in the extension host what the benchmark asks for, over HTTP on 127.0.0.1: POST /memory, /watchTasks, /longestTask,
// /roundTrip, /command.
// The port is written to the file that ROLECALL_BENCH_PORT_FILE names.
import { renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import * as vscode from 'vscode';

/** @type {Record<string, (body: any) => Promise<unknown>>} */
const measures = { memory, watchTasks, longestTask, roundTrip, command };

const tasks = monitorEventLoopDelay({ resolution: 1 });

/** @param {vscode.ExtensionContext} context */
export function activate(context) {
  const server = http.createServer(async (request, response) => {
    try {
      const measure = measures[(request.url ?? '').slice(1)];
      if (!measure) throw new Error('no such measure');
      response.end(JSON.stringify(await measure(JSON.parse(await text(request)))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  context.subscriptions.push({ dispose: () => server.close() });
  server.listen(0, '127.0.0.1', () => {
    const file = process.env.ROLECALL_BENCH_PORT_FILE ?? '';
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    // Renamed: whoever finds the file finds the port in it.
    writeFileSync(`${file}.new`, String(port));
    renameSync(`${file}.new`, file);
  });
}

/** Collects garbage until the heap stays as it is: finalizers free more, a turn of the event loop later. */
async function memory() {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  let before = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 20; turn++) {
    collect();
    await delay(100);
    const { heapUsed } = process.memoryUsage();
    if (before - heapUsed < 20 * 1024) break;
    before = heapUsed;
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heapUsed, rss };
}

async function watchTasks() {
  tasks.reset();
  tasks.enable();
  return {};
}

/** Milliseconds that nothing else could run, at most, since they are watched. */
async function longestTask() {
  tasks.disable();
  return { ms: tasks.max / 1e6 };
}

/** @param {{ endpoint: string }} body */
async function roundTrip({ endpoint }) {
  const newConnection = await post(endpoint, new http.Agent({ keepAlive: false }));
  const agent = new http.Agent({ keepAlive: true });
  await post(endpoint, agent);
  // The agent takes the connection back after the answer's end, a turn later.
  await delay(20);
  const keptAlive = await post(endpoint, agent);
  agent.destroy();
  if (newConnection.reused || !keptAlive.reused) throw new Error('the connections were not as wanted');
  return { newConnection: newConnection.ms, keptAlive: keptAlive.ms };
}

/**
 * Milliseconds for one request and its whole answer. It is not signed, so nothing is worked out: the answer is a refusal.
 * `http.request` would go through VS Code's handling of proxies, which keeps no connection and is not bare.
 *
 * @param {string} endpoint
 * @param {http.Agent} agent
 * @returns {Promise<{ ms: number, reused: boolean }>}
 */
function post(endpoint, agent) {
  const { hostname, port } = new URL(endpoint);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const request = new http.ClientRequest({ hostname, port, method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve({ ms: performance.now() - start, reused: request.reusedSocket }));
    });
    request.on('error', reject).end('Action=GetCallerIdentity&Version=2011-06-15');
  });
}

/**
 * Runs a command as a key or a menu does. `startedAt` is for those who read the same clock in another process.
 *
 * @param {{ id: string, argument?: unknown }} body
 */
async function command({ id, argument }) {
  const startedAt = Date.now();
  const start = performance.now();
  await vscode.commands.executeCommand(id, argument);
  return { startedAt, ms: performance.now() - start };
}
