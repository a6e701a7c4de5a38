
'use strict';

const settings = JSON.parse(document.getElementById('settings').textContent);

const POLL = 2000;
const PATIENCE = 8000;

/* A browser may ask for a name and a password first. */
const PATIENCE_FOR_CHANGES = 120000;

const STALE_AFTER = 6000;
const PLOTTED = 5 * 60000;
const LEAST_PLOTTED = 60000;
const GAP = 4 * POLL;
const TOLD = 15000;

/* Workers count their requests once per heartbeat, so a shorter span would make the rate jump. */
const RATE_SPAN = 10000;

const byId = (id) => document.getElementById(id);

/* Formats */

const number = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function seconds(duration) {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration);
  return parts ? (Number(parts[1] || 0) * 60 + Number(parts[2] || 0)) * 60 + Number(parts[3] || 0) : 0;
}

function span(total) {
  const whole = Math.floor(total);
  const two = (value) => String(value).padStart(2, '0');
  if (whole < 60) {
    return whole + 's';
  }
  if (whole < 3600) {
    return Math.floor(whole / 60) + 'm ' + two(whole % 60) + 's';
  }
  if (whole < 86400) {
    return Math.floor(whole / 3600) + 'h ' + two(Math.floor(whole / 60) % 60) + 'm';
  }
  return Math.floor(whole / 86400) + 'd ' + two(Math.floor(whole / 3600) % 24) + 'h';
}

const mebibytes = (bytes) => number.format(Math.round(bytes / 1048576)) + ' MiB';
const percent = (share) => Math.round(share * 100) + ' %';
const rate = (perSecond) => (perSecond === null) ? '–'
  : number.format(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));

function time(instant) {
  const element = document.createElement('time');
  element.dateTime = instant;
  element.title = new Date(instant).toLocaleString();
  element.textContent = clock.format(new Date(instant));
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/* Measurements over time: arrays of {at, value}, a value may be null */

function append(samples, at, value) {
  samples.push({ at, value });
  while (samples[0].at < at - PLOTTED) {
    samples.shift();
  }
}

const highest = (samples, least) => samples.reduce((most, sample) => Math.max(most, sample.value || 0), least);

/* A page that was just opened has little to show, so its plots begin with a shorter span. */
const plottedAt = (now) => Math.min(PLOTTED, Math.max(LEAST_PLOTTED, now - openedAt));

function plot(svg, samples, top, now) {
  const height = 28;
  const plotted = plottedAt(now);
  let line = '';
  let area = '';
  let previous = null;
  for (const sample of samples) {
    if (sample.value === null) {
      previous = null;
      continue;
    }
    const x = (100 - (now - sample.at) / plotted * 100).toFixed(2);
    const y = (height - 1 - Math.min(1, sample.value / top) * (height - 3)).toFixed(2);
    if (previous === null || sample.at - previous.at > GAP) {
      area += (previous !== null) ? `L${previous.x} ${height}Z` : '';
      area += `M${x} ${height}L${x} ${y}`;
      line += `M${x} ${y}`;
    }
    else {
      area += `L${x} ${y}`;
      line += `L${x} ${y}`;
    }
    previous = { at: sample.at, x };
  }
  if (previous !== null) {
    area += `L${previous.x} ${height}Z`;
  }
  if (!svg.firstChild) {
    svg.setAttribute('viewBox', `0 0 100 ${height}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    for (const part of ['base', 'area', 'line']) {
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('class', part);
      svg.append(path);
    }
    svg.children[0].setAttribute('d', `M0 ${height}L100 ${height}`);
  }
  svg.children[1].setAttribute('d', area);
  svg.children[2].setAttribute('d', line);
}

class Measures {

  constructor() {
    this.counts = [];
    this.rate = [];
    this.connections = [];
    this.cpu = [];
    this.rss = [];
  }

  add(worker, at) {
    append(this.counts, at, worker.requests);
    append(this.rate, at, this.rateAt(at));
    append(this.connections, at, worker.connections);
    append(this.cpu, at, worker.cpu);
    append(this.rss, at, worker.memory.rss);
  }

  rateAt(at) {
    const earlier = this.counts.slice(0, -1);
    const from = earlier.find((sample) => sample.at >= at - RATE_SPAN) || earlier.at(-1);
    return from ? Math.max(0, this.counts.at(-1).value - from.value) / ((at - from.at) / 1000) : null;
  }

  get lastRate() {
    return this.rate.length ? this.rate.at(-1).value : null;
  }

}

/* What is shown */

const openedAt = performance.now();
let status = null;
let statusAt = 0;
let trouble = null;
let measures = new Map();
const totals = { rate: [], connections: [], cpu: [], rss: [] };
const rows = new Map();

/* A slot that was given up is shown with the id of its last worker, which may still drain. */
const keyOf = (worker) => worker.id + ':' + (worker.pid === null ? 'none' : worker.pid);

const processes = () => status.workers.filter((worker) => worker.pid !== null);

const nameOf = (worker) => `worker ${worker.id} (slot ${worker.slot}${worker.pid === null ? '' : ', pid ' + worker.pid})`;

function take(answer, at) {
  if (status !== null && status.primary.pid !== answer.primary.pid) {
    measures.clear();
    forgetHistory();
  }
  status = answer;
  statusAt = at;
  const known = measures;
  measures = new Map();
  for (const worker of processes()) {
    const measured = known.get(keyOf(worker)) || new Measures();
    measured.add(worker, at);
    measures.set(keyOf(worker), measured);
  }
  const sum = (value) => processes().reduce((total, worker) => total + value(worker), 0);
  const rates = [...measures.values()].map((measured) => measured.lastRate).filter((value) => value !== null);
  append(totals.rate, at, rates.length ? rates.reduce((total, value) => total + value) : null);
  append(totals.connections, at, sum((worker) => worker.connections));
  append(totals.cpu, at, sum((worker) => worker.cpu));
  append(totals.rss, at, sum((worker) => worker.memory.rss));
}

function show(now) {
  showSummary();
  showTotals(now);
  showWorkers(now);
}

function showSummary() {
  const listening = status.workers.filter((worker) => worker.state === 'LISTENING').length;
  const fact = byId('listening');
  const standby = status.workers.filter((worker) => worker.standby).length;
  setText(fact, `${listening} of ${status.wanted}` + (status.standby ? `, ${standby} of ${status.standby} standing by` : ''));
  fact.className = listening >= status.wanted ? '' : listening === 0 ? 'bad' : 'warn';
  document.title = `Cluster ${listening}/${status.wanted}`;
  setText(byId('generation'), String(status.generation));
  setText(byId('restarts'), String(status.restarts));
  setText(byId('policy'), status.schedulingPolicy);
  setText(byId('listeners'), status.listeners.map((each) =>
    (each.address.includes(':') ? `[${each.address}]` : each.address) + ':' + each.port).join(', ') || 'none yet');
  setText(byId('primary'), `pid ${status.primary.pid}, up ${span(seconds(status.primary.uptime))}`);
  showReload(status.reload);
}

function showReload(reload) {
  const words = { NONE: 'none', IN_PROGRESS: 'in progress', SUCCEEDED: 'succeeded', FAILED: 'failed' };
  const fact = byId('last-reload');
  const generation = reload.state === 'NONE' ? '' : ', generation ' + reload.generation;
  setText(fact, (words[reload.state] || reload.state) + generation);
  fact.className = { FAILED: 'bad', IN_PROGRESS: 'warn' }[reload.state] || '';
  const failed = byId('reload-failed');
  failed.hidden = reload.state !== 'FAILED';
  setText(failed, reload.state === 'FAILED' ? `Reload to generation ${reload.generation} failed: ${reload.message}` : '');
}

function showTotals(now) {
  const tile = (name, text, least) => {
    setText(byId('total-' + name), text(totals[name].at(-1).value));
    plot(byId('plot-' + name), totals[name], highest(totals[name], least), now);
  };
  tile('rate', rate, 5);
  tile('connections', (count) => number.format(count), 5);
  tile('cpu', percent, 1);
  tile('rss', mebibytes, 1);
}

function showWorkers(now) {
  const all = [...measures.values()];
  const top = (name, least) => all.reduce((most, measured) => highest(measured[name], most), least);
  const tops = { rate: top('rate', 5), connections: top('connections', 5), cpu: top('cpu', 0.5), rss: top('rss', 1) };
  const body = byId('worker-rows');
  const shown = new Set();
  status.workers.forEach((worker, position) => {
    const key = keyOf(worker);
    shown.add(key);
    if (!rows.has(key)) {
      rows.set(key, newRow());
    }
    const row = rows.get(key);
    if (body.children[position] !== row.element) {
      body.insertBefore(row.element, body.children[position] || null);
    }
    row.update(worker, measures.get(key), tops, now);
  });
  for (const [key, row] of rows) {
    if (!shown.has(key)) {
      keepFocusOnRemoval(row.element);
      row.element.remove();
      rows.delete(key);
    }
  }
}

/* The row that somebody works with may go at any time: its worker was replaced. */
function keepFocusOnRemoval(row) {
  if (row.contains(document.activeElement)) {
    const next = row.nextElementSibling || row.previousElementSibling;
    (next && next.querySelector('button:enabled') || byId('reload')).focus();
  }
}

function newRow() {
  const element = document.createElement('tr');
  element.setAttribute('role', 'row');
  const cell = (label, classes) => {
    const td = document.createElement('td');
    td.setAttribute('role', 'cell');
    td.className = classes || '';
    if (label) {
      td.dataset.label = label;
    }
    element.append(td);
    return td;
  };
  const measure = (label, wide) => {
    const box = document.createElement('span');
    box.className = 'measure';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'plot');
    svg.setAttribute('aria-hidden', 'true');
    const value = document.createElement('span');
    value.className = wide ? 'value wide' : 'value';
    box.append(svg, value);
    cell(label, 'number measured').append(box);
    return { svg, value };
  };
  const slot = cell('Slot', 'number');
  const id = cell('Id', 'number');
  const state = document.createElement('span');
  const leader = document.createElement('span');
  leader.className = 'leader';
  cell('State').append(state, leader);
  const pid = cell('Pid', 'number');
  const uptime = cell('Uptime', 'number');
  const generation = cell('Generation', 'number');
  const restarts = cell('Restarts', 'number');
  const lastExit = cell('Last exit', 'last-exit');
  const memory = measure('Memory', true);
  const cpu = measure('CPU');
  const connections = measure('Connections');
  const requests = measure('Requests/s');
  const buttons = settings.writable ? actionButtons(cell('', 'actions')) : [];
  let lastExitAt;
  return {
    element,
    update(worker, measured, tops, now) {
      element.dataset.worker = worker.id;
      element.dataset.slot = worker.slot;
      setText(slot, String(worker.slot));
      setText(id, String(worker.id));
      state.className = 'state';
      state.dataset.state = worker.standby ? 'STANDBY' : worker.state;
      setText(state, state.dataset.state.toLowerCase());
      setText(leader, worker.leader ? 'leader' : '');
      setText(pid, worker.pid === null ? '–' : String(worker.pid));
      setText(uptime, worker.uptime === null ? '–' : span(seconds(worker.uptime)));
      setText(generation, String(worker.generation));
      setText(restarts, String(worker.restarts));
      const exit = worker.lastExit;
      if (lastExitAt !== (exit && exit.at)) {
        lastExitAt = exit && exit.at;
        const words = exit && document.createElement('span');
        words && words.append(exit.signal ? `${exit.code} ${exit.signal} ` : `code ${exit.code} `, time(exit.at));
        lastExit.replaceChildren(words || 'none');
        lastExit.classList.toggle('none', !words);
      }
      const draw = (name, target, text, title) => {
        setText(target.value, measured ? text : '–');
        target.value.title = title || '';
        plot(target.svg, measured ? measured[name] : [], tops[name], now);
      };
      draw('rss', memory, mebibytes(worker.memory.rss), `heap ${mebibytes(worker.memory.heapUsed)}`
        + (worker.memory.heapMax > 0 ? ` of ${mebibytes(worker.memory.heapMax)}` : ''));
      draw('cpu', cpu, percent(worker.cpu));
      draw('connections', connections, number.format(worker.connections));
      draw('rate', requests, rate(measured ? measured.lastRate : null), `${number.format(worker.requests)} in all`);
      for (const { button, action, verb } of buttons) {
        button.disabled = worker.pid === null || (worker.state === 'DRAINING' && action !== 'kill');
        button.setAttribute('aria-label', `${verb} ${nameOf(worker)}`);
        button.onclick = () => confirmOfWorker(action, worker);
      }
    }
  };
}

function actionButtons(cell) {
  const group = document.createElement('div');
  group.className = 'buttons';
  cell.append(group);
  return [['restart', 'Restart'], ['disconnect', 'Disconnect'], ['kill', 'Kill']].map(([action, verb]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = action === 'kill' ? 'danger' : '';
    button.dataset.action = action;
    button.textContent = verb;
    group.append(button);
    return { button, action, verb };
  });
}

/* History */

const TONES = { LISTENING: 'good', RELOADED: 'good', REFUSING: 'warn', OVERDUE: 'warn', BROKEN: 'warn',
  REPLACING_FAILED: 'warn', NOT_FORKED: 'bad', GIVEN_UP: 'bad', HUNG: 'bad', RELOAD_FAILED: 'bad' };
const MOST_EVENTS = 300;

let lastEvent = 0;

function forgetHistory() {
  lastEvent = 0;
  byId('history').replaceChildren();
}

function takeEvents(events) {
  const first = lastEvent === 0;
  const news = events.filter((event) => event.number > lastEvent);
  if (news.length === 0) {
    return;
  }
  lastEvent = news.at(-1).number;
  const body = byId('history');
  news.forEach((event) => body.prepend(eventRow(event)));
  while (body.children.length > MOST_EVENTS) {
    body.lastChild.remove();
  }
  byId('history-box').hidden = false;
  byId('history-note').hidden = true;
  if (!first) {
    byId('announcer').textContent = news.map((event) =>
      (event.worker === null ? event.slot === null ? '' : `Slot ${event.slot}: ` : `Worker ${event.worker}: `)
        + event.text).join('. ');
  }
}

function eventRow(event) {
  const row = document.createElement('tr');
  row.setAttribute('role', 'row');
  const cell = (content, classes, label) => {
    const td = document.createElement('td');
    td.setAttribute('role', 'cell');
    td.className = classes;
    td.append(content === null ? '–' : content);
    td.classList.toggle('none', content === null);
    if (label) {
      td.dataset.label = label;
    }
    row.append(td);
  };
  const kind = document.createElement('span');
  kind.className = 'kind';
  kind.dataset.tone = event.exit && event.exit.code !== 0 ? 'bad' : TONES[event.type] || '';
  kind.textContent = event.type.toLowerCase().replace(/_/g, ' ');
  const figure = (value, label) => cell(value === null ? null : String(value), 'number', label);
  cell(time(event.at), '');
  cell(kind, '');
  figure(event.slot, 'slot');
  figure(event.worker, 'worker');
  figure(event.pid, 'pid');
  figure(event.generation, 'generation');
  cell(event.text, 'text');
  return row;
}

/* Doctor */

let examined = null;

/* What is found stays the same until a reload. */
async function examine() {
  const now = `${status.primary.pid}:${status.generation}:${status.reload.state}`;
  if (settings.doctor === null || examined === now) {
    return;
  }
  try {
    const { findings } = await read(settings.doctor);
    examined = now;
    byId('findings').replaceChildren(...findings.map(findingItem));
  }
  catch {
    // the next poll asks again
  }
}

function findingItem(finding) {
  const item = document.createElement('li');
  const kind = document.createElement('span');
  kind.className = 'kind';
  kind.dataset.tone = finding.level === 'WARN' ? 'warn' : '';
  kind.textContent = finding.id;
  item.append(kind, ` ${finding.beans.join(', ')}: ${finding.reason}. Way out: ${finding.wayOut}.`);
  return item;
}

/* Asking */

class Failure extends Error {
}

async function ask(path, patience, options) {
  try {
    return await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'manual',
      signal: AbortSignal.timeout(patience), ...options });
  }
  catch (error) {
    throw new Failure(error.name === 'TimeoutError' ? `no answer within ${patience / 1000} s`
      : 'the server cannot be reached');
  }
}

/* Spring Security lets browsers ask for a password only where this header is absent. Nobody wants that from a poll. */
const look = (path, accept) => ask(path, PATIENCE,
  { headers: { 'Accept': accept, 'X-Requested-With': 'XMLHttpRequest' } });

async function messageOf(response) {
  try {
    const body = await response.json();
    return body.message || body.detail || body.error || '';
  }
  catch {
    return '';
  }
}

/* A login page instead of an answer comes as a redirect, or as HTML. */
const isSignedOut = (response) => response.type === 'opaqueredirect' || response.status === 401;

async function read(path) {
  const response = await look(path, 'application/json');
  if (isSignedOut(response)) {
    throw new Failure('not signed in (any more): load this page again to sign in');
  }
  if (response.status === 403) {
    throw new Failure('the user who is signed in may not see the cluster (403)');
  }
  if (!response.ok) {
    const message = await messageOf(response);
    throw new Failure(`the server answered ${response.status}` + (message && `: ${message}`));
  }
  try {
    return await response.json();
  }
  catch {
    throw new Failure('the answer is not that of the cluster; a login page or a proxy may have given it');
  }
}

let polling = false;
let timer = 0;

async function poll() {
  clearTimeout(timer);
  if (polling || document.hidden) {
    return;
  }
  polling = true;
  try {
    const answer = await read(settings.cluster);
    trouble = null;
    const now = performance.now();
    take(answer, now);
    show(now);
    showFreshness();
    await pollEvents();
    await examine();
    byId('doctor').hidden = byId('findings').children.length === 0 || status.wanted + (status.standby || 0) < 2;
  }
  catch (error) {
    if (!(error instanceof Failure)) {
      console.error(error);
    }
    trouble = error.message;
  }
  finally {
    polling = false;
    showFreshness();
    timer = setTimeout(poll, POLL);
  }
}

/* The state is worth showing also where the history cannot be had. */
async function pollEvents() {
  if (settings.events === null) {
    return;
  }
  try {
    const { events } = await read(settings.events + '?after=' + lastEvent);
    takeEvents(events);
    byId('history-note').hidden = lastEvent > 0;
  }
  catch (error) {
    const note = byId('history-note');
    note.hidden = false;
    setText(note, 'The history cannot be read: ' + error.message + '.');
  }
}

function showFreshness() {
  const line = byId('freshness');
  const age = performance.now() - statusAt;
  const stale = status !== null && age > STALE_AFTER;
  document.body.classList.toggle('is-stale', stale);
  line.dataset.state = status === null ? 'waiting' : stale ? 'stale' : 'live';
  setText(line, status === null ? trouble === null ? 'Asking the cluster…' : 'No answer yet'
    : stale ? `Stale: what is shown is ${span(age / 1000)} old` : `Live, as of ${clock.format(Date.now() - age)}`);
  const notice = byId('trouble');
  notice.hidden = trouble === null;
  setText(notice, trouble === null ? '' : `The cluster cannot be read: ${trouble}. Trying again.`);
  const operable = status !== null && !stale;
  byId('scale').disabled = !operable;
  byId('reload').disabled = !operable;
}

/* Changing */

let asked = null;

function confirmThat(title, text, verb, danger, workers, act) {
  asked = act;
  setText(byId('confirm-title'), title);
  setText(byId('confirm-text'), text);
  setText(byId('confirm-yes'), verb);
  byId('confirm-yes').classList.toggle('danger', danger);
  byId('confirm-number').hidden = workers === null;
  byId('confirm-workers').disabled = workers === null;
  byId('confirm-workers').required = workers !== null;
  byId('confirm-workers').value = workers === null ? '' : workers;
  byId('confirm').showModal();
  (workers === null ? byId('confirm-cancel') : byId('confirm-workers')).focus();
}

function confirmReload() {
  confirmThat('Reload the cluster?', `All ${status.wanted + (status.standby || 0)} workers are replaced, one after the other, by ones of the `
    + 'application as it is on disk now. Each is drained first. If the new version does not start, nothing changes.',
    'Reload', false, null, () => change(settings.cluster, { action: 'reload' }, 'Reload'));
}

function confirmScale() {
  confirmThat('Scale the cluster', `${status.wanted} workers are wanted now. Those that are not wanted any more are `
    + 'drained, the highest slots first.', 'Scale', false, status.wanted,
    () => {
      const workers = byId('confirm-workers').valueAsNumber;
      change(settings.cluster, { action: 'scale', workers }, `Scaling to ${workers}`);
    });
}

function confirmOfWorker(action, worker) {
  const name = nameOf(worker);
  const [title, text, verb] = {
    restart: [`Restart ${name}?`, worker.state === 'LISTENING' && status.standby
      ? 'One that stands by listens first. Then this worker is drained, and another one is started to stand by.'
      : 'A replacement is started first. When it is ready, this worker is drained.', 'Restart'],
    disconnect: [`Disconnect ${name}?`, 'It is drained and not replaced: '
      + (worker.standby ? `${status.standby - 1} will stand by.` : `${status.wanted - 1} will be wanted.`),
      'Disconnect'],
    kill: [`Kill ${name}?`, 'It gets SIGKILL. The requests that it is working on are lost. It is replaced as after a '
      + 'crash.', 'Kill']
  }[action];
  confirmThat(title, text, verb, action === 'kill', null,
    () => change(`${settings.cluster}/${worker.id}`, { action }, `${verb} of ${name}`));
}

async function change(path, wanted, what) {
  tell(`${what}: asking…`, false);
  try {
    const response = await post(path, wanted);
    if (response.status === 202) {
      tell(`${what}: accepted. Its progress is shown below.`, false);
    }
    else if (isSignedOut(response)) {
      tell(`${what}: refused, as nobody is signed in who may do that. Sign in and load this page again.`, true);
    }
    else if (response.status === 403) {
      tell(`${what}: refused (403). The user who is signed in may look, but not change the cluster.`, true);
    }
    else {
      tell(`${what}: refused (${response.status}): ${await messageOf(response) || 'no reason is given'}.`, true);
    }
  }
  catch (error) {
    tell(`${what}: not known whether it was done, ${error.message}.`, true);
  }
  poll();
}

/*
 * The token in this page ends with the session that it belongs to, and where Spring Security is set up for
 * single-page applications, it wants the cookie's value instead. It looks at tokens before it looks at users, so that
 * 401 can mean a token too. A request that was refused has done nothing and can be sent again.
 */
async function post(path, wanted) {
  const send = (headers) => ask(path, PATIENCE_FOR_CHANGES, { method: 'POST', body: JSON.stringify(wanted),
    headers: { 'Accept': 'application/json', 'Content-Type': 'application/json', ...headers } });
  const header = (csrf) => csrf === null ? {} : { [csrf.name]: csrf.token };
  const isRefused = (response) => response.status === 401 || response.status === 403;
  let response = await send(header(settings.csrf));
  if (isRefused(response) && settings.csrf !== null) {
    settings.csrf = await freshCsrf() || settings.csrf;
    response = await send(header(settings.csrf));
    const cookie = /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(document.cookie);
    if (isRefused(response) && cookie) {
      response = await send({ [settings.csrf.name]: decodeURIComponent(cookie[1]) });
    }
  }
  return response;
}

async function freshCsrf() {
  const response = await look(location.pathname, 'text/html');
  if (!response.ok) {
    return null;
  }
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const fresh = page.getElementById('settings');
  return fresh ? JSON.parse(fresh.textContent).csrf : null;
}

let fading = 0;

function tell(text, bad) {
  const notice = byId('outcome');
  notice.hidden = false;
  notice.classList.toggle('bad', bad);
  setText(notice, text);
  clearTimeout(fading);
  if (!bad) {
    fading = setTimeout(() => { notice.hidden = true; }, TOLD);
  }
}

/* Start */

byId('reload').addEventListener('click', confirmReload);
byId('scale').addEventListener('click', confirmScale);
byId('confirm-cancel').addEventListener('click', () => byId('confirm').close());
byId('confirm-form').addEventListener('submit', (event) => {
  event.preventDefault();
  byId('confirm').close();
  asked();
});
byId('operate').hidden = !settings.writable;
byId('actions-head').hidden = !settings.writable;
byId('read-only').hidden = settings.writable || settings.cluster === null;
if (settings.events === null) {
  setText(byId('history-note'), 'Not shown: the endpoint clusterevents is not exposed '
    + '(management.endpoints.web.exposure.include).');
}
if (settings.cluster === null) {
  setText(byId('freshness'), 'Nothing to show');
  trouble = 'the endpoint cluster is not exposed (management.endpoints.web.exposure.include)';
  byId('trouble').hidden = false;
  setText(byId('trouble'), `The cluster cannot be read: ${trouble}.`);
}
else {
  document.addEventListener('visibilitychange', poll);
  setInterval(showFreshness, 1000);
  poll();
}
